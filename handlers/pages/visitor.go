package pages

import (
	"net/http"
	"net/url"

	gorilla "github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
)

// visitor is a browser at our pages during one request.
type visitor struct {
	*pageSession
	session *gorilla.Session
	bearer  *sessions.Bearer // who is signed in; nil where the guard of the route did not ask
}

// readVisitor reads the page session of a request, and the language of its pages.
func (h *base) readVisitor(c echo.Context) (*visitor, error) {
	session, err := h.store.Get(c.Request(), sessionName)
	if err != nil {
		return nil, err
	}
	p, ok := session.Values[pageSessionKey].(*pageSession)
	if !ok {
		p = &pageSession{}
		session.Values[pageSessionKey] = p
	}
	p.forgetCompleted(h.now())
	v := &visitor{pageSession: p, session: session}
	if f := v.findFlow(c.QueryParam("flow")); f != nil {
		h.languages.detect(c, f.Request.UILocales)
	} else {
		h.languages.detect(c, h.tickets.languages(c))
	}
	return v, nil
}

// save writes what changed in the page session. It must come before the body.
func (v *visitor) save(c echo.Context) error {
	return v.session.Save(c.Request(), c.Response())
}

// bearer is who is signed in on this browser. It asks nothing where the guard of the
// route has asked. Refuses with NoSession or UserBanned.
func (h *base) bearer(c echo.Context, v *visitor) (*sessions.Bearer, error) {
	switch {
	case v.bearer != nil:
		return v.bearer, nil
	case v.Session == "":
		return nil, refusal.New(refusal.NoSession)
	}
	return h.sessions.BearerOfSession(c.Request().Context(), v.Session)
}

// redirect sends the browser to another page of ours.
func redirect(c echo.Context, v *visitor, path string) error {
	if err := v.save(c); err != nil {
		return err
	}
	if u, err := url.Parse(path); err == nil && isWebMessage(u) {
		c.Response().Header().Del(openerPolicy) // a redirect cuts the tie too
	}
	return c.Redirect(http.StatusSeeOther, path)
}
