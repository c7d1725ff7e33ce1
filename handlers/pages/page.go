package pages

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
	"phonelogin/locales"
	"phonelogin/views"
)

// nonceKey is where Protect leaves the nonce of the page's policy.
const nonceKey = "nonce"

// Protect sets what keeps a page safe (proves S31) and refuses forms that other
// sites send (proves S30).
func (h *Handlers) Protect(next echo.HandlerFunc) echo.HandlerFunc {
	origins := http.NewCrossOriginProtection()
	// Behind a proxy the Host header may be the proxy's; the origin stays ours.
	// The URL was checked at start.
	_ = origins.AddTrustedOrigin(h.settings.PublicURL)
	return func(c echo.Context) error {
		nonce := rand.Text()
		c.Set(nonceKey, nonce)
		c.Set(languagesKey, h.languages)
		header := c.Response().Header()
		header.Set("Content-Security-Policy", contentPolicy(nonce, policyOptions{}))
		// Not stricter: with no-referrer browsers hide the origin of our own forms too.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		if !isWebMessage(c.Request().URL) {
			header.Set(openerPolicy, "same-origin")
		}
		header.Set("Permissions-Policy", "otp-credentials=(self)")
		header.Set(echo.HeaderCacheControl, "no-store")
		if h.settings.secure() {
			header.Set("Strict-Transport-Security", "max-age=63072000")
		}
		if err := origins.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, request.MaxBody)
		return next(c)
	}
}

// policyOptions is what a page may do beyond what all may. The zero value is nothing.
type policyOptions struct {
	formTarget    string // where its forms may lead in the end
	captcha       string // sources of the widget that runs on it
	frameAncestor string // who may show it in a frame
}

// Nonce is that of the page's policy, "" outside Protect, where no script runs.
func Nonce(c echo.Context) string {
	nonce, _ := c.Get(nonceKey).(string)
	return nonce
}

// AllowOwnFrame lets pages of ours show a page in a frame.
func AllowOwnFrame(c echo.Context) {
	setPolicy(c, policyOptions{frameAncestor: "'self'"})
	c.Response().Header().Set("X-Frame-Options", "SAMEORIGIN")
}

// contentPolicy is the Content-Security-Policy of a page.
func contentPolicy(nonce string, p policyOptions) string {
	frames, captcha := "", p.captcha
	if captcha != "" {
		frames, captcha = "; frame-src "+captcha, " "+captcha
	}
	return "default-src 'none'; script-src 'nonce-" + nonce + "'" + captcha + "; style-src 'self'" + captcha +
		"; img-src 'self' data:; connect-src 'self'" + captcha + frames + "; form-action 'self' " + formTarget(p.formTarget) +
		"; base-uri 'none'; object-src 'none'; frame-ancestors " + cmp.Or(p.frameAncestor, "'none'")
}

// setPolicy gives the page its policy.
func setPolicy(c echo.Context, p policyOptions) {
	header := c.Response().Header()
	header.Set("Content-Security-Policy", contentPolicy(Nonce(c), p))
	if p.frameAncestor != "" {
		header.Del("X-Frame-Options") // which cannot name a site
	}
}

// pageProps is what every page is told.
func (h *base) pageProps(c echo.Context, v *visitor, app *auth.App, title string) views.Page {
	p := views.Page{
		Title: text(c).T(title), App: app.Name, Nonce: Nonce(c), Support: app.SupportURL,
		Terms: app.TermsURL, Privacy: app.PrivacyURL, Dev: h.settings.Development,
		Look:     h.themes.byApp[app.ID],
		Language: text(c).Lang(), Languages: locales.Languages(), Here: c.Request().URL.RequestURI(),
	}
	if isFramed(c.Request()) {
		p.Framed, p.Languages = true, nil // the site around it knows its people's language: ui_locales
	}
	if v != nil {
		p.FormToken = h.store.formToken(v.session)
	}
	return p
}

// Render writes a page. It is made whole before any of it is sent: a page that
// fails half-way must not look like an answer.
func Render(c echo.Context, status int, page templ.Component) error {
	var whole bytes.Buffer
	if err := page.Render(c.Request().Context(), &whole); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentLength, strconv.Itoa(whole.Len()))
	header.Set("Content-Language", text(c).Lang())
	header.Add(echo.HeaderVary, "Accept-Language, Cookie")
	return c.HTMLBlob(status, whole.Bytes())
}

// problem is a refusal in words.
func problem(c echo.Context, key string, args ...string) views.Problem {
	return views.Problem{Text: text(c).T(key, args...)}
}

// waitText is a time to wait in words.
func waitText(c echo.Context, d time.Duration) string {
	if s := reply.Seconds(d); s <= 90 {
		return text(c).N("time.seconds", s)
	}
	if m := int((d + time.Minute - 1) / time.Minute); m <= 90 {
		return text(c).N("time.minutes", m)
	}
	return text(c).N("time.hours", int((d+time.Hour-1)/time.Hour))
}

// Say tells an error as a page of ours; it never redirects. The page belongs
// to the app whose login it is, and leads back to where the person was.
func (h *Handlers) Say(c echo.Context, err error) error {
	status, key, detail := pageError(err)
	reply.TellWait(c, err)
	r, app := h.loginOfAddress(c)
	p := views.MessageProps{
		Page: h.pageProps(c, nil, app, "error.title"), Error: true,
		Heading: text(c).T(key + ".heading"), Text: text(c).T(key + ".text"), Detail: detail,
		Link: restartURL(r, ""), LinkTo: text(c).T("error.link"),
	}
	switch {
	case status >= http.StatusInternalServerError:
		p.ID = request.ID(c.Request().Context())
		h.offerRetry(c, &p)
	case key == "error.stale" || key == "error.large" || key == "error.request":
		offerPageLink(c, &p)
	}
	return Render(c, status, views.Message(p))
}

// pageError is the status of an error, the key of its texts, and what helps the
// app's developer.
func pageError(err error) (status int, key, detail string) {
	var refused *refusal.Refusal
	var routing *echo.HTTPError
	var large request.TooLarge
	switch {
	case auth.IsOutage(err):
		return http.StatusServiceUnavailable, "error.fault", ""
	case errors.As(err, &refused):
		switch refused.Reason {
		case refusal.UnknownApp, refusal.BadRedirect, refusal.BadChallenge:
			return http.StatusBadRequest, "error.app", refused.Detail
		case refusal.NotReverted:
			return http.StatusNotFound, "error.revert", ""
		}
		return reply.Of(err).Status, "error.refused", string(refused.Reason)
	case errors.Is(err, errStaleForm):
		return http.StatusForbidden, "error.stale", ""
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "error.large", ""
	case errors.As(err, &routing):
		switch routing.Code {
		case http.StatusNotFound:
			return routing.Code, "error.missing", ""
		case http.StatusMethodNotAllowed:
			return routing.Code, "error.method", ""
		case http.StatusForbidden:
			return routing.Code, "error.cross", ""
		}
		if routing.Code < http.StatusInternalServerError {
			return routing.Code, "error.request", ""
		}
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout, "error.fault", ""
	}
	return http.StatusInternalServerError, "error.fault", ""
}
