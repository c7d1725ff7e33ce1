package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/config"
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
	captcha *captcha
	devices *devices
	count   func(echo.Context, limits.Limiter) error
}

// AccountPages are those of who is signed in.
type AccountPages struct {
	*base
	login *LoginPages // proof of a number is a code as well
}

// base is what all pages are made with.
type base struct {
	auth      *auth.Service
	store     *pageStore
	tickets   *tickets
	languages *languages
	countries *countries
	themes    *appThemes
	settings  Settings
}

// Deps are what Handlers are made of.
type Deps struct {
	Auth       *auth.Service
	Count      func(echo.Context, limits.Limiter) error // counts a request of the client; refuses with TooManyRequests
	CountryOf  func(*http.Request) string               // the country that a proxy names, "" for none
	CookieKeys []string                                 // the first signs
	Settings   Settings
}

// Settings are those of the pages.
type Settings struct {
	PublicURL       string
	Language        string // where nothing says which a person reads
	OTPLength       int
	AccountDeletion bool
	Development     bool // the pages of development exist

	Countries, PinnedCountries []string // ISO codes; no Countries are all
	DefaultCountry             string

	Captcha         bool
	CaptchaProvider string
	CaptchaSiteKey  string

	Themes map[string]config.Theme // how the pages of each app look, by client_id; "" is the default app
}

// secure reports whether browsers come by https.
func (s Settings) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// New makes the pages.
func New(d Deps) (*Handlers, error) {
	s := d.Settings
	b := &base{auth: d.Auth, settings: s}
	var err error
	if b.store, err = newPageStore(d.Auth, d.CookieKeys, s.secure()); err != nil {
		return nil, err
	}
	if b.tickets, err = newTickets(d.CookieKeys, d.Auth.Now); err != nil {
		return nil, err
	}
	if b.countries, err = newCountries(s, d.CountryOf); err != nil {
		return nil, err
	}
	if b.themes, err = newAppThemes(s.Themes); err != nil {
		return nil, err
	}
	b.languages = &languages{cookie: cookieOf(languageCookie, s.secure()), fallback: s.Language, tickets: b.tickets}
	known, err := newDevices(d.CookieKeys, s.secure())
	if err != nil {
		return nil, err
	}
	asks := &captcha{auth: d.Auth, enabled: s.Captcha, provider: s.CaptchaProvider, siteKey: s.CaptchaSiteKey}
	login := &LoginPages{base: b, captcha: asks, devices: known, count: d.Count}
	return &Handlers{
		base: b, Guards: &Guards{base: b}, Login: login, Account: &AccountPages{base: b, login: login}, captcha: asks,
	}, nil
}

// Files are those that the pages load beside the product's own.
func (h *Handlers) Files() []static.File { return append(h.themes.files, h.countries.examples) }

// PageProps is what a page of no app is told.
func (h *Handlers) PageProps(c echo.Context, title string) views.Page {
	return h.pageProps(c, nil, h.auth.Apps().Default(), title)
}

// bearer tells who is signed in on this browser. Refuses with NoSession or
// UserBanned.
func (h *base) bearer(c echo.Context, v *visitor) (*auth.Bearer, error) {
	if v.Session == "" {
		return nil, refusal.New(refusal.NoSession)
	}
	return h.auth.SessionHolder(c.Request().Context(), v.Session)
}

// holder is whoIs where the guard of the route may have judged already.
func (h *base) holder(c echo.Context, v *visitor) (*auth.Bearer, error) {
	if v.bearer != nil {
		return v.bearer, nil
	}
	return h.bearer(c, v)
}
