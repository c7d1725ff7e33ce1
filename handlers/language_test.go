package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"phonelogin/config"
	"phonelogin/locales"
)

// proves G2: the page says which language and direction it has, and that is the
// language of its words and of the message.
func TestAPageSpeaksTheLanguageOfItsReader(t *testing.T) {
	tests := []struct {
		name, path, accept, cookie string
		want                       string
	}{
		{"nothing is known", "/login", "", "", "en"},
		{"of the browser", "/login", "de-AT,en;q=0.5", "", "de"},
		{"none of the browser's is here", "/login", "nv", "", "en"},
		{"chosen before", "/login", "en", "de", "de"},
		{"a choice that nobody could make", "/login", "de", "../de", "de"},
		{"as the app knows it", "/login?ui_locales=nv+de", "en", "en", "de"},
		{"as the app knows it, in none that is here", "/login?ui_locales=nv", "de", "", "de"},
		{"of a page that is not there", "/nowhere", "de", "", "de"},
	}
	each(t, func(a *app) {
		for _, tt := range tests {
			b := a.browser()
			b.accepts = tt.accept
			b.jar.SetCookies(b.home, []*http.Cookie{{Name: "phonelogin-lang", Value: tt.cookie}})
			p := b.get(tt.path)
			if !strings.Contains(p.body, `<html lang="`+tt.want+`" dir="ltr">`) {
				a.t.Errorf("%s: got %.80s, want %s", tt.name, p.body, tt.want)
			}
			p.has("Content-Language", tt.want).has("Vary", "Accept-Language, Cookie")
		}
	})
}

func TestTheUsualLanguageIsASetting(t *testing.T) {
	each(t, func(a *app) {
		a.browser().get("/login").shows(200, "/login", "Handynummer")
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		if got := a.sent(ada); !strings.Contains(got[0], "Geben Sie ihn nicht weiter.") {
			a.t.Errorf("sent %q", got)
		}
	}, func(c *config.Config) { c.Auth.DefaultLanguage = "de" })
}

// What the app asked for holds from the first page to the message, and ends when
// the person chooses for themselves.
func TestALanguageHoldsThroughALogin(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		q := asks()
		q.Set("ui_locales", "de-CH en")
		p := b.ask("/login?"+q.Encode(), ada)
		p.shows(200, "/login/code?flow=", "Code eingeben")
		if got := a.sent(ada); !strings.Contains(got[0], " ist Ihr Code für ") || !strings.HasSuffix(got[0], "\n\n@localhost #"+a.code()) {
			a.t.Errorf("sent %q", got)
		}
		p.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code?flow=", "Dieser Code stimmt nicht.")
		p = p.submit("/language", form{"lang": "en"}).shows(200, "/login/code?flow=", "Enter the code")
		p.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code?flow=", "That code is not right.")
		_, flow, _ := strings.Cut(p.at, "?")
		b.get("/login?"+flow).shows(200, "/login?flow=", "Mobile number")
	}, withApps)
}

// An app that uses supabase-js asks through the API's own address.
func TestALanguageIsAskedForThroughAuthorize(t *testing.T) {
	each(t, func(a *app) {
		q := asks("provider", "phone", "ui_locales", "de")
		a.browser().get("/auth/v1/authorize?"+q.Encode()).shows(200, "/login?", "Handynummer")
	}, withApps)
}

func TestALanguageIsChosenOnEveryPage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		q := asks()
		q.Set("ui_locales", "en")
		b.get("/login?"+q.Encode()).submit("/language", form{"lang": "de"}).shows(200, "/login?", "Handynummer")
		b.ask("/login", ada).submit("/login/code", form{"code": a.code()})
		p := b.get("/account").shows(200, "/account", "Ihr Konto")
		p.submit("/language", form{"lang": "en"}).shows(200, "/account", "Your account")
		p.submit("/language", form{"lang": "nv"}).shows(200, "/account", "Your account")
		for _, c := range b.jar.Cookies(b.home) {
			if c.Name == "phonelogin-lang" && c.Value != "en" {
				a.t.Errorf("the cookie holds %q", c.Value)
			}
		}
	}, withApps)
}

// A change of language is a form of ours, and leads to a page of ours.
func TestAChoiceOfLanguageLeadsNowhereElse(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.get("/login")
		for _, to := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "%", "/ok\nLocation: x"} {
			f := form{}
			p.form("/language", f)
			f["lang"], f["return"] = "de", to
			got := b.send("POST", "/language", f.encode())
			if at := got.header.Get("Location"); got.status != 303 || at != "/account" {
				a.t.Errorf("%q leads to %d %q", to, got.status, at)
			}
		}
		b.post("/language", form{"lang": "de", "return": "/login"}).shows(403, "/language", "Bitte versuchen Sie es noch einmal")
		if got := b.send("POST", "/language", form{"lang": "de"}.encode(), "Sec-Fetch-Site", "cross-site"); got.status != 403 {
			a.t.Errorf("from another site: got %d", got.status)
		}
		b.get("/language").shows(200, "/login", "")
	})
}

func TestCountriesAreNamedInTheLanguageOfThePage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.accepts = "de"
		if p := b.get("/login"); !strings.Contains(p.body, ">Deutschland (+49)<") || strings.Contains(p.body, ">Germany (") {
			a.t.Error("the countries are not in German")
		}
	})
}

// The JSON API answers in the words of its contract whatever the language; its
// messages are for the person.
func TestTheAPISpeaksEnglishAndItsMessagesDoNot(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "Accept-Language", "de").ok()
		if got := a.sent(ada); !strings.Contains(got[0], " ist Ihr Code für ") || strings.Contains(got[0], "@") {
			a.t.Errorf("sent %q", got)
		}
		in := a.json("POST", "/verify", verify(ada, a.wrong()), "Accept-Language", "de")
		if !strings.Contains(in.body, `"msg":"Token has expired or is invalid"`) {
			a.t.Errorf("got %s", in.body)
		}
	})
}

// proves S25: codes for the pages of an app name the host that the operator wrote
// down, whatever the request says.
func TestCodesOfTheAPINameTheHostOfTheSettings(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "Origin", "https://evil.example", "Host", "evil.example",
			"X-Forwarded-Host", "evil.example", "Referer", "https://evil.example/").ok()
		if got := a.sent(ada); !strings.HasSuffix(got[0], "\n\n@www.example.com #"+a.code()) {
			a.t.Errorf("sent %q", got)
		}
	}, func(c *config.Config) { c.Auth.SMS.SiteHost = "www.example.com" })
}

// Nobody meets a text that was not filled in, or a country list that is not
// there, in any language.
func TestALoginIsWholeInEveryLanguage(t *testing.T) {
	each(t, func(a *app) {
		for i, l := range locales.Languages() {
			b := a.browser()
			b.accepts = l.Tag
			number := fmt.Sprintf("+49151200%05d", i)
			for _, p := range []*page{b.get("/login"), b.ask("/login", "1"), b.ask("/login", number)} {
				if !strings.Contains(p.body, `<html lang="`+l.Tag+`" dir="`+l.Dir+`">`) || strings.ContainsAny(p.text(), "{}") {
					a.t.Errorf("%s at %s: %.80s\n%s", l.Tag, p.at, p.body, p.text())
				}
			}
			if got := a.sent(number)[0]; !strings.Contains(got, a.code()) || strings.ContainsAny(got, "{}\u2068\u2069") {
				a.t.Errorf("%s: sent %q", l.Tag, got)
			}
		}
	})
}
