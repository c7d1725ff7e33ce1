package handlers

import (
	"log/slog"
	"net/http"

	"phonelogin/auth"
	"phonelogin/auth/domain"
	"phonelogin/auth/readiness"
	"phonelogin/auth/tokens"
	"phonelogin/handlers/api"
	"phonelogin/handlers/pages"
	"phonelogin/handlers/pages/dev"
)

// Handlers has what all requests pass, and the rooms behind it.
type Handlers struct {
	readiness *readiness.Readiness
	api       *api.Handlers
	pages     *pages.Handlers
	dev       *dev.Handlers // nil outside development
	log       *slog.Logger

	requestCountry func(*http.Request) string
	browserHeaders []string        // further ones that browsers may send
	apiPaths       map[string]bool // the routes of the JSON API
	stopping       <-chan struct{}
}

// Deps are what Handlers need.
type Deps struct {
	Domain   *domain.Domain
	Keys     *tokens.Ring
	APIKeys  *tokens.APIKeys
	Inbox    func() []auth.InboxMessage // messages of development, newest first; nil in production
	Log      *slog.Logger
	Settings Settings
	Version  string

	CookieKeys []string // checked; the first signs

	Stopping <-chan struct{} // closed when the program is told to stop and still serves; nil for never
}

func newHandlers(d Deps) (*Handlers, error) {
	rooms := d.Domain
	h := &Handlers{
		readiness: rooms.Readiness, log: d.Log, requestCountry: requestCountry(d.Settings.Server),
		browserHeaders: d.Settings.Server.CORSAllowedHeaders, apiPaths: map[string]bool{}, stopping: d.Stopping,
	}
	h.api = api.New(api.Deps{
		Auth: rooms.Auth, Users: rooms.Users, Codes: rooms.Codes, Sessions: rooms.Sessions, Messenger: rooms.Messenger,
		Factors: rooms.Factors, Admin: rooms.Admin, Timelines: rooms.Timelines, Gate: rooms.Gate, Human: rooms.Human,
		Keys: d.Keys, APIKeys: d.APIKeys, Settings: apiSettings(d.Settings, d.Version),
	})
	var err error
	h.pages, err = pages.New(pages.Deps{
		Auth: rooms.Auth, Apps: rooms.Apps, Codes: rooms.Codes, Sessions: rooms.Sessions, Messenger: rooms.Messenger, Human: rooms.Human,
		Browsers: rooms.PageSessions, Count: h.api.Guards.Count, CountryOf: h.requestCountry, CookieKeys: d.CookieKeys, Now: rooms.Now,
		Settings: pageSettings(d.Settings, d.Inbox != nil),
	})
	if err != nil {
		return nil, err
	}
	if d.Inbox != nil {
		h.dev = dev.New(rooms.Messenger, d.Inbox, h.pages.PageProps)
	}
	return h, nil
}

func apiSettings(s Settings, version string) api.Settings {
	return api.Settings{
		PublicURL: s.Server.PublicURL, SiteURL: s.SiteURL, KeySet: s.Server.PublicURL + apiRoot + keySetPath,
		Audience: s.Audience, Version: version, SignUps: s.SignUps.EnableSignup, PhoneSignIns: s.Phone.SignIns,
		AnonymousSignIns: s.SignUps.EnableAnonymousSignIns, Confirmations: s.Phone.Confirmations,
		DiscloseUnknown: s.Phone.DiscloseUnknown,
	}
}

func pageSettings(s Settings, development bool) pages.Settings {
	return pages.Settings{
		PublicURL: s.Server.PublicURL, Language: s.DefaultLanguage, OTPLength: s.Phone.OTPLength,
		AccountDeletion: s.AccountDeletion, Development: development,
		Countries: s.Phone.Countries, PinnedCountries: s.Phone.PinnedCountries, DefaultCountry: s.Phone.DefaultCountry,
		CaptchaProvider: s.Captcha.Provider, CaptchaSiteKey: s.Captcha.SiteKey,
		Themes: s.Themes,
	}
}
