package pages

import (
	"net/http"
	"strings"
)

const (
	// embed is the value of the parameter display for pages in a frame.
	embed = "embed"

	// embedFlow begins the ids of flows in a frame. The address must tell which
	// cookie counts before the flow can be read.
	embedFlow = "embed."
)

// isFramed reports whether a request is for a page in a frame. Anybody can send one
// that looks so. It decides which cookies count, and not who may frame the page.
func isFramed(r *http.Request) bool {
	q := r.URL.Query()
	return q.Get("display") == embed || strings.HasPrefix(q.Get("flow"), embedFlow)
}
