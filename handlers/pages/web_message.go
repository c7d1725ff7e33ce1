package pages

import (
	"net/url"
	"strings"
)

const (
	// webMessage is the value of response_mode for an answer that is posted to a
	// window of the app (OAuth 2.0 Web Message Response Mode). That window opened
	// ours, or has it in a frame.
	webMessage = "web_message"

	// webMessageFlow begins the ids of flows with such an answer. The address must tell
	// how to protect the page before the flow can be read.
	webMessageFlow = "message."

	openerPolicy = "Cross-Origin-Opener-Policy"
)

// isWebMessage reports whether another window may wait for the page of an address.
// Such a page keeps its tie to the window that opened it, and all others cut it.
// Anybody can make such an address. It only shows that a page is open or closed; the
// registration decides who gets the answer.
func isWebMessage(u *url.URL) bool {
	if !strings.HasPrefix(u.Path, "/login") {
		return false
	}
	q := u.Query()
	return q.Get("response_mode") == webMessage || strings.HasPrefix(q.Get("flow"), webMessageFlow)
}
