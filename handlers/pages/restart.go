package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/otp"
)

// The values of the parameter gone. With them the phone page says why it asks for the
// number again.
const (
	goneFlow    = "code"    // this browser does not have the flow
	goneSession = "session" // nobody is signed in any more
)

// restartLogin leads to the phone page, which says what happened, because this
// browser does not have the flow. The ticket in the address knows the app.
func (h *base) restartLogin(c echo.Context, v *visitor) error {
	r, _ := h.tickets.read(c)
	why := goneFlow
	if r.Next != "" {
		why = goneSession
	}
	return redirect(c, v, restartURL(r, why))
}

// redirectToSignIn leads to the phone page, and from there back to the page of the
// account that was asked for.
func redirectToSignIn(c echo.Context, v *visitor) error {
	if v.EndPage != "" {
		// The answer to the act that ended the session was lost. Nothing is saved
		// here, so the news ends with this row.
		return c.Redirect(http.StatusSeeOther, v.EndPage)
	}
	was, r := v.Session, authorizationRequest{Next: accountPageOf(c.Request().URL.Path)}
	v.Session = ""
	why := goneSession
	if was == "" && r.Next == "" && c.Request().Method != http.MethodPost {
		why = "" // the first visit to the account
	}
	return redirect(c, v, restartURL(r, why))
}

// restartURL is the address of the phone page for a login that begins again. why is
// a value of the parameter gone; "" for none.
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

// restartNotice tells why someone is asked for their number again; "" for no reason.
func restartNotice(c echo.Context) string {
	switch c.QueryParam("gone") {
	case goneFlow:
		return text(c).T("phone.gone.code")
	case goneSession:
		return text(c).T("phone.gone.session")
	}
	return ""
}

// redirectCompleted leads on from the code page of a completed flow, to where its
// code led.
func redirectCompleted(c echo.Context, v *visitor, f *flow) error {
	switch f.Purpose {
	case otp.Proof:
		return redirect(c, v, f.afterProof())
	case otp.PhoneChange:
		return redirect(c, v, ChangePath+"/done")
	}
	return redirect(c, v, restartURL(f.Request, ""))
}
