package pages

import (
	"net/http"
	"strings"
)

const (
	// embed is the value of the parameter display with which a site asks for the
	// pages in a frame.
	embed = "embed"

	// embedFlow begins the id of a flow in a frame: a request has to tell which
	// cookie is meant before it is known what the flow holds.
	embedFlow = "embed."
)

// isFramed tells a request of a page in a frame from all others. Anybody can send
// one that looks so: it decides which cookie counts and not who may frame.
func isFramed(r *http.Request) bool {
	q := r.URL.Query()
	return q.Get("display") == embed || strings.HasPrefix(q.Get("flow"), embedFlow)
}
