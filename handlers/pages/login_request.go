package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth/apps"
)

// login is a request for a number: what the app wants, or the flow that a
// person came back from.
type login struct {
	authorizationRequest
	app           *apps.App
	target        string // where it leads in the end; "" for the account page
	frameAncestor string // the site that shows it in a frame; "" for none
	flow          *flow  // nil at first
}

// readLogin reads the address of the phone page and refuses what an app may not
// ask for, before anyone types anything.
func (h *base) readLogin(c echo.Context, v *visitor) (*login, error) {
	q := c.QueryParams()
	l := &login{app: h.apps.Default(), flow: v.findFlow(q.Get("flow"))}
	if err := h.readRequest(c, l); err != nil {
		return nil, err
	}
	if !l.wantsAnswer() {
		return l, nil
	}
	plan, err := h.planReturn(l.authorizationRequest)
	if err != nil {
		return nil, err
	}
	l.app, l.target, l.frameAncestor = plan.App, plan.Target, plan.Framer()
	return l, nil
}

// readRequest reads how the app wants its answer: from the flow, from the ticket of
// one that this browser no longer holds, or from the app's own parameters.
func (h *base) readRequest(c echo.Context, l *login) (err error) {
	if l.flow != nil {
		l.authorizationRequest = l.flow.Request
		return nil
	}
	known := false
	if l.authorizationRequest, known = h.tickets.read(c); known {
		return nil
	}
	l.authorizationRequest, err = readAuthorizationRequest(c.QueryParams())
	return err
}
