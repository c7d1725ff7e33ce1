package pages

import (
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// visitor is one browser at our pages, during one request.
type visitor struct {
	*pageSession
	session *sessions.Session
	bearer  *auth.Bearer // who is signed in, where the route's guard asked; nil where it did not
}

const (
	sessionName    = "pages"
	pageSessionKey = "browser"
)

// readVisitor reads who is looking, and in which language.
func (h *base) readVisitor(c echo.Context) (*visitor, error) {
	session, err := h.store.Get(c.Request(), sessionName)
	if err != nil {
		return nil, err
	}
	b, ok := session.Values[pageSessionKey].(*pageSession)
	if !ok {
		b = &pageSession{}
		session.Values[pageSessionKey] = b
	}
	b.forgetCompleted(h.auth.Now())
	v := &visitor{pageSession: b, session: session}
	if f := v.findFlow(c.QueryParam("flow")); f != nil {
		h.languages.detect(c, f.Request.UILocales)
	} else {
		r, _ := h.tickets.read(c)
		h.languages.detect(c, r.UILocales)
	}
	return v, nil
}

// save saves what changed of a visit. It must come before the body.
func (v *visitor) save(c echo.Context) error {
	return v.session.Save(c.Request(), c.Response())
}
