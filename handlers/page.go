package handlers

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/locales"
	"phonelogin/views"
)

func newHandlers(d Deps) (*Handlers, error) {
	secure := strings.HasPrefix(d.Settings.Server.PublicURL, "https://")
	pages, err := newPageStore(d.Auth, d.CookieKeys, secure)
	if err != nil {
		return nil, err
	}
	known, err := newDevices(d.CookieKeys, secure)
	if err != nil {
		return nil, err
	}
	signed, err := newTickets(d.CookieKeys)
	if err != nil {
		return nil, err
	}
	numbers := d.Settings.Phone
	examples, err := exampleFile(numbers.Countries)
	if err != nil {
		return nil, err
	}
	looks, err := newLooks(d.Settings.Themes)
	if err != nil {
		return nil, err
	}
	return &Handlers{
		auth: d.Auth, timelines: d.Timelines, keys: d.Keys, apiKeys: d.APIKeys, pages: pages, devices: known, tickets: signed, inbox: d.Inbox, log: d.Log,
		language: cookieOf(languageCookie, secure), choices: countryLists(numbers.Countries, numbers.PinnedCountries),
		examples: examples, looks: looks, requestCountry: requestCountry(d.Settings.Server),
		settings: d.Settings, secure: secure, version: d.Version, stopping: d.Stopping, apiPaths: map[string]bool{},
	}, nil
}

// nonceKey is where protect leaves the nonce of the page's policy.
const nonceKey = "nonce"

// protect sets what keeps a page safe (proves S31) and refuses forms that other
// sites send (proves S30).
func (h *Handlers) protect(next echo.HandlerFunc) echo.HandlerFunc {
	origins := http.NewCrossOriginProtection()
	// Behind a proxy the Host header may be the proxy's; the origin stays ours.
	// The URL was checked at start.
	_ = origins.AddTrustedOrigin(h.settings.Server.PublicURL)
	return func(c echo.Context) error {
		nonce := rand.Text()
		c.Set(nonceKey, nonce)
		header := c.Response().Header()
		header.Set("Content-Security-Policy", policy(nonce, permits{}))
		// Not stricter: with no-referrer browsers hide the origin of our own forms too.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		if !awaited(c.Request().URL) {
			header.Set(opener, "same-origin")
		}
		header.Set("Permissions-Policy", "otp-credentials=(self)")
		header.Set(echo.HeaderCacheControl, "no-store")
		if h.secure {
			header.Set("Strict-Transport-Security", "max-age=63072000")
		}
		if err := origins.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxBody)
		return next(c)
	}
}

// permits is what a page may do beyond what all may. The zero value is nothing.
type permits struct {
	target  string // where its forms may lead in the end
	captcha string // sources of the widget that runs on it
	framer  string // who may show it in a frame
}

// policy is the Content-Security-Policy of a page.
func policy(nonce string, p permits) string {
	frames, captcha := "", p.captcha
	if captcha != "" {
		frames, captcha = "; frame-src "+captcha, " "+captcha
	}
	return "default-src 'none'; script-src 'nonce-" + nonce + "'" + captcha + "; style-src 'self'" + captcha +
		"; img-src 'self' data:; connect-src 'self'" + captcha + frames + "; form-action 'self' " + formTarget(p.target) +
		"; base-uri 'none'; object-src 'none'; frame-ancestors " + cmp.Or(p.framer, "'none'")
}

// allow gives the page its policy.
func allow(c echo.Context, p permits) {
	nonce, _ := c.Get(nonceKey).(string) // set by protect
	header := c.Response().Header()
	header.Set("Content-Security-Policy", policy(nonce, p))
	if p.framer != "" {
		header.Del("X-Frame-Options") // which cannot name a site
	}
}

// page is what every page is told.
func (h *Handlers) page(c echo.Context, v *visit, app *auth.App, title string) views.Page {
	nonce, _ := c.Get(nonceKey).(string) // "" outside protect, where nothing runs
	p := views.Page{
		Title: h.text(c).T(title), App: app.Name, Nonce: nonce, Support: app.SupportURL,
		Terms: app.TermsURL, Privacy: app.PrivacyURL, Dev: h.inbox != nil,
		Look:     h.looks.byApp[app.ID],
		Language: h.text(c).Lang(), Languages: locales.Languages(), Here: c.Request().URL.RequestURI(),
	}
	if framed(c.Request()) {
		p.Framed, p.Languages = true, nil // the site around it knows its people's language: ui_locales
	}
	if v != nil {
		p.FormToken = h.pages.formToken(v.session)
	}
	return p
}

// render writes a page. It is made whole before any of it is sent: a page that
// fails half-way must not look like an answer.
func (h *Handlers) render(c echo.Context, status int, page templ.Component) error {
	var whole bytes.Buffer
	if err := page.Render(c.Request().Context(), &whole); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentLength, strconv.Itoa(whole.Len()))
	header.Set("Content-Language", h.text(c).Lang())
	header.Add(echo.HeaderVary, "Accept-Language, Cookie")
	return c.HTMLBlob(status, whole.Bytes())
}

// errStaleForm is a form that does not belong to this browser's session, mostly
// because the page stood open for long or cookies are off.
var errStaleForm = errors.New("stale form")

// checkForm refuses a form without this browser's token.
func (h *Handlers) checkForm(c echo.Context, v *visit) error {
	if err := c.Request().ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return errTooLarge
		}
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	c.Set(formKey, c.Request().PostForm)
	if !sameText(c.Request().PostForm.Get("form_token"), h.pages.formToken(v.session)) {
		return errStaleForm
	}
	return nil
}

// problem is a refusal in words.
func (h *Handlers) problem(c echo.Context, key string, args ...string) views.Problem {
	return views.Problem{Text: h.text(c).T(key, args...)}
}

// wait is a time to wait in words.
func (h *Handlers) wait(c echo.Context, d time.Duration) string {
	if s := seconds(d); s <= 90 {
		return h.text(c).N("time.seconds", s)
	}
	if m := int((d + time.Minute - 1) / time.Minute); m <= 90 {
		return h.text(c).N("time.minutes", m)
	}
	return h.text(c).N("time.hours", int((d+time.Hour-1)/time.Hour))
}

// sayPage tells an error as a page of ours; it never redirects. The page belongs
// to the app whose login it is, and leads back to where the person was.
func (h *Handlers) sayPage(c echo.Context, err error) error {
	status, key, detail := pageError(err)
	tellWait(c, err)
	r, app := h.underWay(c)
	p := views.MessageProps{
		Page: h.page(c, nil, app, "error.title"), Error: true,
		Heading: h.text(c).T(key + ".heading"), Text: h.text(c).T(key + ".text"), Detail: detail,
		Link: loginAgain(r, ""), LinkTo: h.text(c).T("error.link"),
	}
	switch {
	case status >= http.StatusInternalServerError:
		p.ID = RequestID(c.Request().Context())
		h.offerAgain(c, &p)
	case key == "error.stale" || key == "error.large" || key == "error.request":
		h.offerPage(c, &p)
	}
	return h.render(c, status, views.Message(p))
}

// pageError is the status of an error, the key of its texts, and what helps the
// app's developer.
func pageError(err error) (status int, key, detail string) {
	var refused *refusal.Refusal
	var routing *echo.HTTPError
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
		return toAPI(err).Status, "error.refused", string(refused.Reason)
	case errors.Is(err, errStaleForm):
		return http.StatusForbidden, "error.stale", ""
	case errors.Is(err, errTooLarge):
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
