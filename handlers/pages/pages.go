package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/apps"
	"phonelogin/auth/delivery"
	"phonelogin/auth/human"
	"phonelogin/auth/otp"
	"phonelogin/auth/pagesessions"
	"phonelogin/auth/sessions"
	"phonelogin/static"
	"phonelogin/views"
)

// Handlers are all pages.
type Handlers struct {
	*base
	Guards  *Guards
	Login   *LoginPages
	Account *AccountPages
	captcha *captcha
}

// LoginPages lead from the number to the code and back to the app.
type LoginPages struct {
	*base
	sender  *codeSender
	captcha *captcha
	devices *devices
	count   func(echo.Context) error
}

// AccountPages are for who is signed in.
type AccountPages struct {
	*base
	sender *codeSender
}

// Deps are what Handlers are made of.
type Deps struct {
	Auth       *auth.Service
	Apps       *apps.Apps
	Sessions   *sessions.Sessions
	Codes      *otp.Codes
	Messenger  *delivery.Messenger
	Human      *human.Checker
	Browsers   *pagesessions.Store
	Count      func(echo.Context) error   // counts a request on the limiter of its route; refuses with TooManyRequests
	CountryOf  func(*http.Request) string // the country that a proxy names, "" for none
	CookieKeys []string                   // the first signs
	Now        func() time.Time
	Settings   Settings
}

// New makes the pages. The error is a setting that cannot be used.
func New(d Deps) (*Handlers, error) {
	s := d.Settings
	b := &base{auth: d.Auth, apps: d.Apps, sessions: d.Sessions, codes: d.Codes, messenger: d.Messenger, now: d.Now, settings: s}
	var err error
	if b.store, err = newPageStore(d.Browsers, d.CookieKeys, s.secure()); err != nil {
		return nil, err
	}
	if b.tickets, err = newTickets(d.CookieKeys, d.Now); err != nil {
		return nil, err
	}
	if b.countries, err = newCountries(s, d.CountryOf); err != nil {
		return nil, err
	}
	if b.themes, err = newAppThemes(s.Themes); err != nil {
		return nil, err
	}
	b.languages = &languages{cookie: cookieOf(languageCookie, s.secure()), fallback: s.Language, ofTicket: b.tickets.languages}
	known, err := newDevices(d.CookieKeys, s.secure())
	if err != nil {
		return nil, err
	}
	widget := &captcha{human: d.Human, provider: s.CaptchaProvider, siteKey: s.CaptchaSiteKey}
	sender := &codeSender{base: b, captcha: widget, devices: known, count: d.Count}
	return &Handlers{
		base: b, Guards: &Guards{base: b}, captcha: widget, Account: &AccountPages{base: b, sender: sender},
		Login: &LoginPages{base: b, sender: sender, captcha: widget, devices: known, count: d.Count},
	}, nil
}

// Files are those that pages load beside the product's own.
func (h *Handlers) Files() []static.File { return append(h.themes.files, h.countries.examples) }

// PageProps are what a page of no app needs.
func (h *Handlers) PageProps(c echo.Context, title string) views.Page {
	return h.pageProps(c, nil, h.apps.Default(), title)
}

// RedirectTo answers a GET of an address that only takes forms. It keeps the query.
func RedirectTo(path string) echo.HandlerFunc {
	return func(c echo.Context) error {
		if q := c.QueryString(); q != "" {
			return c.Redirect(http.StatusSeeOther, path+"?"+q)
		}
		return c.Redirect(http.StatusSeeOther, path)
	}
}
