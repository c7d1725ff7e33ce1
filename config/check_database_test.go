package config

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckJudgesTheURLOfTheDatabaseWithoutShowingIt(t *testing.T) {
	for url, fine := range map[string]bool{
		"postgres://ada:s3cret@db.example:5432/phonelogin":                         true,
		"postgresql://ada@db.example/phonelogin?sslmode=require&pgbouncer=true":    true,
		"postgres://ada%40db:s3cret%40w0rd%2F@db.example,other.example/phonelogin": true,
		"postgres://ada:s3cret@[::1]:5432/phonelogin":                              true,
		"postgres:///phonelogin?host=/var/run/postgresql&user=ada@db":              true,
		"postgres://ada:s3cret@w0rd@db.example/phonelogin":                         true, // the last @ counts
		"postgres://ada:s3cret@db.example/x?default_query_exec_mode=exec":          true,
		"postgres://ada:s3cret@db.example/x?default_query_exec_mode=s3cret":        false,
		"postgres://ada:s3cret/w0rd@db.example/phonelogin":                         false,
		"postgres://ada:p@s3cret/w0rd@db.example/phonelogin":                       false,
		"postgres://ada:1234/w0rd@db.example/phonelogin":                           false, // ada would be the host
		"postgres://ada:p@s3cret?w0rd@db.example/phonelogin":                       false,
		"postgres://ada:p@s3cret?a=w0rd@db.example/phonelogin":                     false,
		"postgres://ada:p@s3cret#w0rd@db.example/phonelogin":                       false,
		"postgres://ada:s3cret%w0rd@db.example/phonelogin":                         false,
		"postgres://ada:s3cret w0rd@db.example/phonelogin":                         false,
		"postgres://ada:s3cret[w0rd@db.example/phonelogin":                         false,
		"postgres://ada:s3crétw0rd@db.example:x/phonelogin":                        false,
		"host=db.example user=ada password=s3cret":                                 false,
	} {
		cfg := ready(t)
		cfg.Database.URL = url
		var got Problems
		switch err := cfg.Check(readers()); {
		case fine && err != nil:
			t.Errorf("%s: got %v, want no problem", url, err)
		case !fine && (!errors.As(err, &got) || len(got) != 1 || !strings.HasPrefix(got[0], "database.url: ")):
			t.Errorf("%s: got %v, want one problem of database.url", url, err)
		case !fine && (strings.Contains(got[0], "s3cr") || strings.Contains(got[0], "w0rd") || strings.Contains(got[0], "ada")):
			t.Errorf("%s: %q shows a piece of it", url, got[0])
		}
	}
}

func TestCheckMissesASchemeInWhateverIsAURL(t *testing.T) {
	for name, set := range map[string]func(*Config, string){
		"auth.site_url":                   func(c *Config, u string) { c.Auth.SiteURL = u },
		"auth.additional_redirect_urls.0": func(c *Config, u string) { c.Auth.AdditionalRedirectURLs = []string{u} },
		"auth.support_url":                func(c *Config, u string) { c.Auth.SupportURL = u },
		"auth.terms_url":                  func(c *Config, u string) { c.Auth.TermsURL = u },
		"auth.embed_origins.0":            func(c *Config, u string) { c.Auth.EmbedOrigins = []string{u} },
		"apps.0.redirect_urls.0":          func(c *Config, u string) { c.Apps[0].RedirectURLs = []string{u} },
		"apps.0.privacy_url":              func(c *Config, u string) { c.Apps[0].PrivacyURL = u },
		"server.public_url":               func(c *Config, u string) { c.Server.PublicURL = u },
		"auth.sms.twilio.base_url":        func(c *Config, u string) { c.Auth.SMS.Twilio.BaseURL = u },
		"auth.captcha.base_url": func(c *Config, u string) {
			c.Auth.Captcha.Enabled, c.Auth.Captcha.Provider, c.Auth.Captcha.Secret, c.Auth.Captcha.BaseURL = true, "hcaptcha", "s", u
		},
		"auth.sms.http.url": func(c *Config, u string) {
			c.Auth.SMS.HTTP.Enabled, c.Auth.SMS.HTTP.Secrets, c.Auth.SMS.HTTP.URL = true, "v1,whsec_"+strings.Repeat("a", 32), u
		},
	} {
		for _, url := range []string{"localhost:3000", "app.example.com:8443/back", "app.example.com/back", "127.0.0.1:3000", "//app.example.com/back"} {
			cfg := ready(t)
			set(cfg, url)
			var got Problems
			if !errors.As(cfg.Check(readers()), &got) || len(got) != 1 || !strings.HasPrefix(got[0], name+": ") {
				t.Errorf("%s = %q: got %v, want one problem", name, url, got)
			}
		}
	}
}

func TestCheckTellsHowARedirectURLWithoutASchemeIsMeant(t *testing.T) {
	cfg := ready(t)
	cfg.Auth.SiteURL = "localhost:3000"
	cfg.Auth.AdditionalRedirectURLs = []string{"app.example.com:8443/back", "myapp:back", "com.example.app:/back"}
	want := Problems{
		`auth.site_url: "localhost:3000" has no scheme: write "http://localhost:3000"`,
		`auth.additional_redirect_urls.0: "app.example.com:8443/back" has no scheme: write "https://app.example.com:8443/back"`,
	}
	if err := cfg.Check(readers()); err == nil || err.Error() != want.Error() {
		t.Errorf("got %v, want %v", err, want)
	}
}
