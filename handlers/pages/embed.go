package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

const (
	// embed is the value of the parameter display with which a site asks for the
	// pages in a frame.
	embed = "embed"

	// embedFlow begins the id of a flow in a frame: a request has to tell which
	// cookie is meant before it is known what the flow holds.
	embedFlow = "embed."
)

// isFramed tells a request of a page in a frame from all others. Anybody can send
// one that looks so: it decides which cookie counts and not who may frame.
func isFramed(r *http.Request) bool {
	q := r.URL.Query()
	return q.Get("display") == embed || strings.HasPrefix(q.Get("flow"), embedFlow)
}

// cookieFor is the variant of a cookie for a request. The pages in a frame have
// cookies of their own, so that the signed-in browser of our other pages stays out
// of other sites' frames. Browsers send them there (SameSite=None), but apart for
// each site (Partitioned, CHIPS). Both need https; on plain http, which only
// development has, the frame works where its site has our host name.
func cookieFor(r *http.Request, cookie http.Cookie) http.Cookie {
	if !isFramed(r) {
		return cookie
	}
	cookie.Name += "-framed"
	if cookie.Secure {
		cookie.SameSite, cookie.Partitioned = http.SameSiteNoneMode, true
	}
	return cookie
}

// finishInFrame ends a login in a frame. The site gets its answer; the browser is not
// signed in at our pages, so that no frame ever stands for someone.
func (h *LoginPages) finishInFrame(c echo.Context, v *visitor, f *flow, b *auth.Bearer) error {
	if err := h.devices.remember(c, auth.Phone(f.Phone)); err != nil {
		return err
	}
	if _, err := h.auth.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, auth.Local); err != nil {
		return err
	}
	f.complete("", h.auth.Now())
	v.signIn("") // the limits of strangers begin anew
	return h.finishLogin(c, v, b, f.Request)
}

// embeddingSite is the host of the site whose frame shows a flow, "" for none. It
// comes from the registration (proves C8).
func (h *LoginPages) embeddingSite(f *flow) (string, error) {
	if f.Request.Display != embed {
		return "", nil
	}
	plan, err := h.planReturn(f.Request)
	if err != nil {
		return "", err
	}
	return plan.EmbeddedIn(), nil
}
