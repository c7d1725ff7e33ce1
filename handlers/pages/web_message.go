package pages

import (
	"net/url"
	"strings"
)

const (
	// webMessage is the value of response_mode with which an app asks for its answer
	// as a message to its own window, which opened ours or has it in a frame (OAuth
	// 2.0 Web Message Response Mode).
	webMessage = "web_message"

	// webMessageFlow begins the id of a flow with such an answer: what protects a page
	// is decided before it is known what the flow holds.
	webMessageFlow = "message."

	openerPolicy = "Cross-Origin-Opener-Policy"
)

// isWebMessage tells the address of a page that another window may wait for. Such a
// page keeps the tie to the window that opened it; all others cut it. Anybody can
// make an address that looks so: it gives away that a page is open or closed, and
// who gets the answer is decided by the registration.
func isWebMessage(u *url.URL) bool {
	if !strings.HasPrefix(u.Path, "/login") {
		return false
	}
	q := u.Query()
	return q.Get("response_mode") == webMessage || strings.HasPrefix(q.Get("flow"), webMessageFlow)
}
