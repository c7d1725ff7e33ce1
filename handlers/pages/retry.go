package pages

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/apps"
	"phonelogin/views"
)

// loginOfAddress is the login that the address of a request belongs to, and its app;
// the default app where there is none. It asks no database, because an error page
// may have none.
func (h *Handlers) loginOfAddress(c echo.Context) (authorizationRequest, *apps.App) {
	r, known := h.tickets.read(c)
	if !known {
		var err error
		if r, err = readAuthorizationRequest(c.QueryParams()); err != nil {
			return authorizationRequest{}, h.apps.Default()
		}
	}
	if !r.wantsAnswer() {
		return r, h.apps.Default()
	}
	plan, err := h.planReturn(r)
	if err != nil {
		return authorizationRequest{}, h.apps.Default()
	}
	// The page may be shown in a frame, and its form may lead to the app.
	setPolicy(c, policyOptions{formTarget: plan.Target, frameAncestor: plan.Framer()})
	return r, plan.App
}

// offerRetry offers to repeat the request that failed. A form can be sent again with
// all that was filled in, because no address holds a number or a code. That is safe:
// each of our forms has one effect however often it comes (G13).
func (h *Handlers) offerRetry(c echo.Context, p *views.MessageProps) {
	if fields := sentFields(c); len(fields) > 0 {
		p.Link, p.Again = "", &views.Again{
			Action: localURL(c.Request().URL), Fields: fields, Whole: h.captcha.human.Asks(),
		}
		return
	}
	offerPageLink(c, p)
}

// offerPageLink links the page that was asked for, or the page with the form that
// was sent.
func offerPageLink(c echo.Context, p *views.MessageProps) {
	p.Link, p.LinkTo, p.Retry = retryURL(c), text(c).T("error.again"), true
}

// retryURL is the address of the page that a request is about. A GET of an address
// that takes forms leads to the page with the form.
func retryURL(c echo.Context) string {
	switch u := c.Request().URL; u.Path {
	case "/language":
		return localPage(sentForm(c).Get("return"))
	case "/login/code/delivery": // polled by the page
		return localURL(&url.URL{Path: "/login/code", RawQuery: u.RawQuery})
	default:
		return localURL(u)
	}
}
