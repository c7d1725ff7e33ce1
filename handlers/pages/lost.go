package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// The values of the parameter gone, with which the phone page says why someone is
// asked for their number again.
const (
	goneFlow    = "code"    // this browser holds no such login
	goneSession = "session" // nobody is signed in here any more
)

// beginAgain sends someone whose flow this browser does not hold to the page that
// asks for a number, which says what happened. The ticket in the address knows
// where the way leads on.
func (h *base) beginAgain(c echo.Context, v *visit) error {
	r, _ := h.tickets.of(c)
	why := goneFlow
	if r.Next != "" {
		why = goneSession
	}
	return moveOn(c, v, loginAgain(r, why))
}

// signInAgain sends someone who is not signed in to sign in, and back to the page
// of the account on which they were.
func signInAgain(c echo.Context, v *visit) error {
	if v.Parting != "" {
		// The answer to the act that ended the session was lost. Nothing is
		// remembered, so that this is said for no longer than it is news.
		return c.Redirect(http.StatusSeeOther, v.Parting)
	}
	was, r := v.Session, returning{Next: accountPage(c.Request().URL.Path)}
	v.Session = ""
	why := goneSession
	if was == "" && r.Next == "" && c.Request().Method != http.MethodPost {
		why = "" // a first visit to the account
	}
	return moveOn(c, v, loginAgain(r, why))
}

// loginAgain is the address of the phone page for a login that begins again.
func loginAgain(r returning, why string) string {
	q := r.query()
	if why != "" {
		q.Set("gone", why)
	}
	if len(q) == 0 {
		return "/login"
	}
	return "/login?" + q.Encode()
}

// accountPage is the page of the account that an address belongs to, "" for the
// account itself and for what is none. There is no other way into returning.Next,
// so that no address leads to another site.
func accountPage(path string) string {
	for _, page := range []string{ChangePath, DeletePath} {
		if path == page || strings.HasPrefix(path, page+"/") {
			return page
		}
	}
	return ""
}

// notice is why someone is asked for their number again, "" for no reason.
func notice(c echo.Context) string {
	switch c.QueryParam("gone") {
	case goneFlow:
		return text(c).T("phone.gone.code")
	case goneSession:
		return text(c).T("phone.gone.session")
	}
	return ""
}

// leadOn sends someone who comes back to the code page of a flow whose code was
// entered to where that led.
func leadOn(c echo.Context, v *visit, f *flow) error {
	switch f.Purpose {
	case string(auth.Proof):
		return moveOn(c, v, f.proofLeads())
	case string(auth.PhoneChange):
		return moveOn(c, v, ChangePath+"/done")
	}
	q := f.Return.query()
	return moveOn(c, v, (&url.URL{Path: "/login", RawQuery: q.Encode()}).String())
}
