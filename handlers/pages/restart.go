package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/otp"
)

// The values of the parameter gone, with which the phone page says why someone is
// asked for their number again.
const (
	goneFlow    = "code"    // this browser holds no such login
	goneSession = "session" // nobody is signed in here any more
)

// restartLogin sends someone whose flow this browser does not hold to the page that
// asks for a number, which says what happened. The ticket in the address knows
// where the way leads on.
func (h *base) restartLogin(c echo.Context, v *visitor) error {
	r, _ := h.tickets.read(c)
	why := goneFlow
	if r.Next != "" {
		why = goneSession
	}
	return redirect(c, v, restartURL(r, why))
}

// redirectToSignIn sends someone who is not signed in to sign in, and back to the page
// of the account on which they were.
func redirectToSignIn(c echo.Context, v *visitor) error {
	if v.EndPage != "" {
		// The answer to the act that ended the session was lost. Nothing is
		// remembered, so that this is said for no longer than it is news.
		return c.Redirect(http.StatusSeeOther, v.EndPage)
	}
	was, r := v.Session, authorizationRequest{Next: accountPageOf(c.Request().URL.Path)}
	v.Session = ""
	why := goneSession
	if was == "" && r.Next == "" && c.Request().Method != http.MethodPost {
		why = "" // a first visit to the account
	}
	return redirect(c, v, restartURL(r, why))
}

// restartURL is the address of the phone page for a login that begins again.
func restartURL(r authorizationRequest, why string) string {
	q := r.query()
	if why != "" {
		q.Set("gone", why)
	}
	if len(q) == 0 {
		return "/login"
	}
	return "/login?" + q.Encode()
}

// restartNotice is why someone is asked for their number again, "" for no reason.
func restartNotice(c echo.Context) string {
	switch c.QueryParam("gone") {
	case goneFlow:
		return text(c).T("phone.gone.code")
	case goneSession:
		return text(c).T("phone.gone.session")
	}
	return ""
}

// redirectCompleted sends someone who comes back to the code page of a flow whose code was
// entered to where that led.
func redirectCompleted(c echo.Context, v *visitor, f *flow) error {
	switch f.Purpose {
	case otp.Proof:
		return redirect(c, v, f.afterProof())
	case otp.PhoneChange:
		return redirect(c, v, ChangePath+"/done")
	}
	q := f.Request.query()
	return redirect(c, v, (&url.URL{Path: "/login", RawQuery: q.Encode()}).String())
}
