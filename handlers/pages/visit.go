package pages

import (
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// visit is one browser at our pages, during one request.
type visit struct {
	*browser
	session *sessions.Session
	holder  *auth.Bearer // who is signed in, where the route's guard asked; nil where it did not
}

const (
	sessionName = "pages"
	browserKey  = "browser"
)

// visit reads who is looking, and in which language.
func (h *base) visit(c echo.Context) (*visit, error) {
	session, err := h.store.Get(c.Request(), sessionName)
	if err != nil {
		return nil, err
	}
	b, ok := session.Values[browserKey].(*browser)
	if !ok {
		b = &browser{}
		session.Values[browserKey] = b
	}
	b.forgetEntered(h.auth.Now())
	v := &visit{browser: b, session: session}
	if f := v.find(c.QueryParam("flow")); f != nil {
		h.languages.listen(c, f.Return.UILocales)
	} else {
		r, _ := h.tickets.of(c)
		h.languages.listen(c, r.UILocales)
	}
	return v, nil
}

// remember saves what changed of a visit. It must come before the body.
func (v *visit) remember(c echo.Context) error {
	return v.session.Save(c.Request(), c.Response())
}
