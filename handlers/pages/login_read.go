package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// login is a request for a number: what the app wants, or the flow that a
// person came back from.
type login struct {
	returning
	app    *auth.App
	target string // where it leads in the end; "" for the account page
	framer string // the site that shows it in a frame; "" for none
	flow   *flow  // nil at first
}

// readLogin reads the address of the phone page and refuses what an app may not
// ask for, before anyone types anything.
func (h *Guards) readLogin(c echo.Context, v *visit) (*login, error) {
	q := c.QueryParams()
	l := &login{app: h.auth.Apps().Default(), flow: v.find(q.Get("flow"))}
	if err := h.readOrigin(c, l); err != nil {
		return nil, err
	}
	if !l.wanted() {
		return l, nil
	}
	plan, err := h.planReturn(l.returning)
	if err != nil {
		return nil, err
	}
	l.app, l.target, l.framer = plan.App, plan.Target, plan.Framer()
	return l, nil
}

// readOrigin reads how the app wants its answer: from the flow, from the ticket of
// one that this browser no longer holds, or from the app's own parameters.
func (h *Guards) readOrigin(c echo.Context, l *login) (err error) {
	if l.flow != nil {
		l.returning = l.flow.Return
		return nil
	}
	known := false
	if l.returning, known = h.tickets.of(c); known {
		return nil
	}
	l.returning, err = readReturn(c.QueryParams())
	return err
}
