package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth/apps"
)

// login is a request for a number: by an app, or by a person who came back from the
// flow.
type login struct {
	authorizationRequest
	app           *apps.App
	target        string // where the login leads in the end; "" for the account page
	frameAncestor string // site that shows the pages in a frame; "" for none
	flow          *flow  // that the person came back from; nil for none
}

// readLogin reads the address of the phone page. It refuses what the app may not ask
// for, before anyone types anything.
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

// readRequest reads what the app asked for: from the flow, from the ticket of a flow
// that this browser no longer has, or from the parameters.
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
