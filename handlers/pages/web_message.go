package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/views"
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

// postToApp hands the answer to the app's window through a page of ours, whose script
// posts it to windows of the app's origin and to no others. The page's link, for
// browsers without a window that waits, leads to the app as a redirect would.
func (h *LoginPages) postToApp(c echo.Context, v *visitor, plan *auth.Return, answer url.Values) error {
	target, err := answerURL(plan, answer)
	if err != nil {
		return err
	}
	response := map[string]string{}
	for name := range answer {
		response[name] = answer.Get(name)
	}
	message, err := json.Marshal(map[string]any{"type": "authorization_response", "response": response})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // as leave does
	setPolicy(c, policyOptions{frameAncestor: plan.Framer()})
	return Render(c, http.StatusOK, views.Done(views.DoneProps{
		Page: h.pageProps(c, v, plan.App, "done.title"), Target: target, Message: string(message), Origin: plan.PostTo(),
	}))
}
