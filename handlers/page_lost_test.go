package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// twin is the same browser in the state of this moment: what it gets from now on
// is as good as lost to the other.
func (b *browser) twin() *browser {
	b.app.t.Helper()
	twin := b.app.browser()
	twin.jar.SetCookies(b.home, b.jar.Cookies(b.home))
	return twin
}

// forget drops a cookie.
func (b *browser) forget(name string) {
	b.jar.SetCookies(b.home, []*http.Cookie{{Name: name, Path: "/", MaxAge: -1}})
}

const interrupted = "Your sign-in was interrupted"

// The page session of a code page can be lost in many ways. The sign-in goes on in
// each, says what happened, and ends in the app with its state (proves G12).
func TestALoginWhosePageSessionIsGoneEndsInTheApp(t *testing.T) {
	ways := map[string]func(a *app, p *page){
		"the cookie is lost": func(_ *app, p *page) { p.browser.forget("phonelogin") },
		"the database came back from a backup": func(a *app, _ *page) {
			if _, err := a.pool.ExecContext(a.t.Context(), "DELETE FROM "+a.table("page_sessions")); err != nil {
				a.t.Fatal(err)
			}
		},
		"another browser": func(a *app, p *page) { p.browser = a.browser() },
	}
	acts := map[string]func(a *app, p *page) *page{
		"reload":     func(_ *app, p *page) *page { return p.browser.get(p.at) },
		"the code":   func(a *app, p *page) *page { return p.submit("/login/code", form{"code": a.code()}) },
		"a resend":   func(_ *app, p *page) *page { return p.submit("/login/codes", nil) },
		"the number": func(_ *app, p *page) *page { return p.browser.get(strings.Replace(p.at, "/login/code", "/login", 1)) },
	}
	for way, lose := range ways {
		for name, act := range acts {
			t.Run(way+", "+name, func(t *testing.T) {
				each(t, func(a *app) {
					p := a.browser().ask("/login?"+asks("ui_locales", "de").Encode(), ada)
					lose(a, p)
					p = act(a, p)
					if p.status != 200 || path(p.at) != "/login" || !strings.Contains(p.body, `<html lang="de"`) || !strings.Contains(p.text(), "The Shop") {
						a.t.Fatalf("got %d at %s:\n%s", p.status, p.at, p.text())
					}
					if name != "the number" && !strings.Contains(p.text(), "Die Anmeldung wurde unterbrochen") {
						a.t.Errorf("the page does not say what happened:\n%s", p.text())
					}
					if strings.Contains(p.at, ada[4:]) {
						a.t.Errorf("the address %s holds the number", p.at)
					}
					a.advance(time.Minute)
					p = p.submit("/login", form{"phone": ada, "country": "DE"}).shows(200, "/login/code", "")
					a.exchange(a.returned(p.submit("/login/code", form{"code": a.code()})), verifier).ok()
				}, withApps)
			})
		}
	}
}

// Nobody waits for a second message whose code is on the phone already.
func TestTheCodeThatIsOnThePhoneIsEnoughAfterTheCookieWasLost(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login?"+asks().Encode(), ada)
		p.browser.forget("phonelogin")
		a.advance(10 * time.Second)
		p = p.browser.get(p.at).shows(200, "/login?", interrupted)
		p = p.submit("/login", form{"phone": "0151 12345678", "country": "DE"}).
			shows(200, "/login/code", "You can ask for another in 50 seconds.")
		a.returned(p.submit("/login/code", form{"code": a.code()}))
		if n := len(a.sent(ada)); n != 1 {
			a.t.Errorf("%d messages, want 1", n)
		}
	}, withApps)
}

// proves S7: a stranger who says that they lost a login does not get at the tries
// of the owner's own device.
func TestALostLoginIsNoWayToTheTriesOfAKnownDevice(t *testing.T) {
	each(t, func(a *app) {
		owner := a.browser()
		owner.signIn(ada)
		owner.forget("phonelogin")
		a.advance(time.Minute)
		owner.ask("/login", ada).shows(200, "/login/code", "")
		a.browser().ask("/login?gone=code", ada).shows(429, "/login", "You can ask for another in 60 seconds.")
	})
}

// A ticket that was changed, is old or was made by nobody is as good as none, and
// leads nowhere but to our own page.
func TestATicketThatIsNotOursCountsForNothing(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login?"+asks().Encode(), ada)
		at, err := url.Parse(p.at)
		if err != nil {
			a.t.Fatal(err)
		}
		real := at.Query().Get("ticket")
		leads := func(ticket string) bool {
			q := at.Query()
			q.Set("ticket", ticket)
			p := a.browser().get(at.Path+"?"+q.Encode()).shows(200, "/login", interrupted)
			return strings.Contains(p.text(), "The Shop")
		}
		if !leads(real) {
			a.t.Fatal("the ticket itself leads nowhere")
		}
		for name, ticket := range map[string]string{
			"none": "", "nonsense": "%%%", "short": "AQ", "changed": "AQ" + strings.Repeat("A", len(real)-2),
			"cut": real[:len(real)-4], "longer": real + "AAAA", "another MAC": real[:len(real)-2] + "AA", "long": strings.Repeat("A", 20000),
		} {
			if leads(ticket) {
				a.t.Errorf("%s: a ticket that is not ours leads to the app", name)
			}
		}
		for i := 0; i < len(real); i += 5 {
			letter := "A"
			if real[i] == 'A' {
				letter = "B"
			}
			if leads(real[:i] + letter + real[i+1:]) {
				a.t.Errorf("a ticket whose letter %d was changed leads to the app", i)
			}
		}
		a.advance(25 * time.Hour)
		if leads(real) {
			a.t.Error("the ticket is good for ever")
		}
	}, withApps)
}

// What an app may ask for can be taken back while a ticket is about: the
// registration decides at each step (proves S40, S41).
func TestATicketForAnAddressThatIsNoLongerRegisteredIsRefused(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login?"+asks().Encode(), ada)
		a.config.Apps[0].RedirectURLs = []string{"https://shop.example/elsewhere"}
		a.serveWith(a.config)
		p.browser.forget("phonelogin")
		p.browser.get(p.at).shows(400, "/login", "This link does not work")
	}, withApps)
}

// What an app asks for may be long; the address stays one that browsers and the
// servers in between take.
func TestAnAddressWithATicketStaysShort(t *testing.T) {
	each(t, func(a *app) {
		long := strings.Repeat("0123456789abcdefGHIJKLMNOPQRSTUVwxyz-_.~", 51) // of 2,040 bytes
		b := a.browser()
		p := b.ask("/login?"+asks("state", long).Encode(), ada)
		if len(p.at) > 5000 {
			a.t.Errorf("the address has %d bytes", len(p.at))
		}
		b.forget("phonelogin")
		b.get(p.at).shows(200, "/login", "The Shop")
		short := a.browser().ask("/login?"+asks().Encode(), grace)
		if len(short.at) > 400 {
			a.t.Errorf("the address has %d bytes: %s", len(short.at), short.at)
		}
	}, withApps)
}

// Each page of the account says that nobody is signed in any more, and is there
// again after the sign-in.
func TestAPageOfTheAccountIsThereAgainAfterSigningInAgain(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		for at, want := range map[string]string{
			"/account/phone": "/account/phone", "/account/phone/new": "/account/phone", "/account/phone/done": "/account/phone",
			"/account/delete": "/account/delete",
		} {
			a.advance(2 * time.Minute)
			b.forget("phonelogin")
			p := b.get(at).shows(200, "/login?", "You are no longer signed in on this browser.")
			p = p.submit("/login", form{"phone": ada, "country": "DE"}).submit("/login/code", form{"code": a.code()})
			if p.shows(200, want, ""); path(p.at) != want {
				a.t.Errorf("%s leads to %s", at, p.at)
			}
		}
		// A first visit is no loss, and no address leads to another site.
		newcomer := a.browser()
		if p := newcomer.get("/account"); strings.Contains(p.text(), "no longer") || p.at != "/login" {
			a.t.Errorf("a newcomer gets %s:\n%s", p.at, p.text())
		}
		for _, next := range []string{"https://evil.example", "//evil.example/account/phone", "/account/../x", "/account/phone/../../x"} {
			p := newcomer.ask("/login?"+url.Values{"next": {next}}.Encode(), grace)
			if strings.Contains(p.body, "evil") || p.status == 200 && strings.Contains(p.text(), "evil") {
				a.t.Errorf("%s is kept", next)
			}
			a.advance(time.Minute)
		}
	})
}

// A code for the account that was lost says so, and leads to where it was asked
// for.
func TestACodePageOfTheAccountLeadsBackToItsPage(t *testing.T) {
	begin := map[string]func(b *browser) *page{
		"/account/phone": func(b *browser) *page {
			return b.get("/account/phone").submit("/account/phone", nil).shows(200, "/login/code", "")
		},
		"/account/delete": func(b *browser) *page {
			return b.get("/account/delete").submit("/account/delete/proof", nil).shows(200, "/login/code", "")
		},
	}
	for want, act := range begin {
		t.Run(want, func(t *testing.T) {
			each(t, func(a *app) {
				b := a.browser()
				b.signIn(ada)
				a.advance(time.Minute)
				p := act(b)
				a.advance(time.Minute)
				b.forget("phonelogin")
				p = p.submit("/login/code", form{"code": a.code()}).shows(200, "/login?", "You are no longer signed in on this browser.")
				p = p.submit("/login", form{"phone": ada, "country": "DE"}).submit("/login/code", form{"code": a.code()})
				p.shows(200, want, "")
			})
		})
	}
}

// A login in a frame stays in the frame of its site (proves C8).
func TestALostLoginInAFrameStaysInItsFrame(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inFrame(), ada)
		for name := range maps.Clone(p.browser.cookies()) {
			p.browser.forget(name)
		}
		p = p.browser.get(p.at).shows(200, "/login?", interrupted)
		if got := framer(p.answer); got != "https://shop.example" {
			a.t.Errorf("the page may be framed by %s", got)
		}
		a.advance(time.Minute)
		p = p.submit("/login", form{"phone": ada, "country": "DE"})
		a.returned(p.submit("/login/code", form{"code": a.code()}))
	}, framedBy)
}
