package apps

import (
	"cmp"
	"net/url"
	"slices"

	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/config/loopback"
)

// App is a relying app: it sends people to the login pages and gets them back.
type App struct {
	ID            string // "" for the default app
	Name          string
	RedirectURLs  []string
	EmbedOrigins  []string // of the sites that may show the pages in a frame
	AllowFragment bool     // tokens may travel in the fragment, without PKCE
	ByButton      bool     // a button sends the code, not its last digit
	SupportURL    string   // where people get help; "" for none
	TermsURL      string   // linked beside the form that asks for a code; "" for none
	PrivacyURL    string   // linked there too; "" for none

	patterns []pattern // addresses with wildcards, of the default app only
}

// Apps holds the registered apps.
type Apps struct {
	site *App // the default app
	byID map[string]*App
}

// New makes the default app and the others from checked settings.
func New(d config.DefaultApp, others []config.App) *Apps {
	apps := &Apps{
		site: &App{
			Name:          d.AppName,
			RedirectURLs:  []string{d.SiteURL},
			EmbedOrigins:  d.EmbedOrigins,
			AllowFragment: d.AllowFragment,
			ByButton:      d.SubmitByButton,
			SupportURL:    d.SupportURL,
			TermsURL:      d.TermsURL,
			PrivacyURL:    d.PrivacyURL,
		},
		byID: map[string]*App{},
	}
	for _, address := range d.AdditionalRedirectURLs {
		if isPattern(address) {
			apps.site.patterns = append(apps.site.patterns, newPattern(address))
			continue
		}
		apps.site.RedirectURLs = append(apps.site.RedirectURLs, address)
	}
	for _, a := range others {
		apps.byID[a.ID] = &App{
			ID: a.ID, Name: a.Name, RedirectURLs: a.RedirectURLs, EmbedOrigins: a.EmbedOrigins, AllowFragment: a.AllowFragment,
			ByButton:   a.SubmitByButton || d.SubmitByButton,
			SupportURL: cmp.Or(a.SupportURL, d.SupportURL),
			TermsURL:   cmp.Or(a.TermsURL, d.TermsURL),
			PrivacyURL: cmp.Or(a.PrivacyURL, d.PrivacyURL),
		}
	}
	return apps
}

// Default returns the app that needs no client_id.
func (a *Apps) Default() *App { return a.site }

// Find returns the app of a client_id. The empty id is that of the default app.
// Refuses with UnknownApp.
func (a *Apps) Find(id string) (*App, error) {
	if id == "" {
		return a.site, nil
	}
	if app, ok := a.byID[id]; ok {
		return app, nil
	}
	return nil, refusal.Because(refusal.UnknownApp, "no app has this client_id: see [[apps]]")
}

// Name returns the name that people know the app of a client_id by. If no app has the
// id, it may have been removed: then the default app's name is returned.
func (a *Apps) Name(id string) string {
	app, err := a.Find(id)
	if err != nil {
		app = a.site
	}
	return app.Name
}

// Target returns the URL to return to: the one that the app asks for, or its first
// registered one if it asks for none. Refuses with BadRedirect if the URL is not
// registered: the answer gives access to the account (RFC 9700, section 2.1).
func (a *App) Target(requested string) (string, error) {
	if requested == "" && len(a.RedirectURLs) > 0 {
		return a.RedirectURLs[0], nil
	}
	if slices.ContainsFunc(a.RedirectURLs, func(registered string) bool { return sameTarget(registered, requested) }) {
		return requested, nil
	}
	if slices.ContainsFunc(a.patterns, func(p pattern) bool { return p.matches(requested) }) {
		return requested, nil
	}
	return "", refusal.Because(refusal.BadRedirect,
		"redirect_to is not a registered URL of this app: see auth.site_url, auth.additional_redirect_urls and [[apps]]")
}

// sameTarget compares exactly, with two exceptions: "" and "/" are the same path, and
// a loopback URL may have any port, because a native app cannot choose it beforehand
// (RFC 8252, section 7.3).
func sameTarget(registered, requested string) bool {
	if registered == requested {
		return true
	}
	r, err := url.Parse(registered)
	if err != nil {
		return false
	}
	a, err := url.Parse(requested)
	if err != nil || a.User != nil || a.Fragment != "" || a.Opaque != "" || a.ForceQuery {
		return false
	}
	if r.Scheme != a.Scheme || a.Scheme != "http" && a.Scheme != "https" || r.RawQuery != a.RawQuery {
		return false
	}
	if rootPath(r) != rootPath(a) {
		return false
	}
	return r.Host == a.Host || r.Scheme == "http" && r.Hostname() == a.Hostname() && loopback.Is(r.Hostname())
}

func rootPath(u *url.URL) string {
	if p := u.EscapedPath(); p != "" {
		return p
	}
	return "/"
}
