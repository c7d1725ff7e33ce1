package handlers_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

func TestWhoIsSignedInIsOfferedToContinueOrUseAnother(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		at := "/login?" + asks().Encode()
		p := b.get(at).shows(200, "/login", "Continue as +49 … 78")
		if strings.Contains(p.body, "1112345678") || strings.Contains(p.body, "2345678") {
			a.t.Error("the number is shown in full to whoever holds the device")
		}
		code := a.returned(p.submit("/login/continue", nil))
		var s session
		a.exchange(code, verifier).ok().read(&s)
		if s.User.Phone != ada[1:] {
			a.t.Errorf("signed in as %s", s.User.Phone)
		}

		// Another number takes the place of the first on this browser.
		p = b.get(at+"&other=1").shows(200, "/login", "Mobile number")
		p = p.submit("/login", form{"phone": grace, "country": "DE"})
		a.exchange(a.returned(p.submit("/login/code", form{"code": a.code()})), verifier).ok().read(&s)
		if s.User.Phone != grace[1:] {
			a.t.Errorf("signed in as %s", s.User.Phone)
		}
		b.get("/account").shows(200, "/account", "+49 1511 2345679")
	}, withApps)
}

func TestSigningOutHereEndsThisBrowserOnly(t *testing.T) {
	each(t, func(a *app) {
		b, other := a.browser(), a.browser()
		b.signIn(ada)
		a.advance(time.Minute)
		other.signIn(ada)
		b.get("/account").submit("/account/sign-out", form{"scope": "local"}).shows(200, "/signed-out", "You are signed out")
		b.get("/account").shows(200, "/login", "Mobile number")
		other.get("/account").shows(200, "/account", "You are signed in on no other device.")
	})
}

func TestSigningOutTheOthersKeepsThisBrowser(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		b, other := a.browser(), a.browser()
		a.advance(time.Minute)
		b.signIn(ada)
		a.advance(time.Minute)
		other.signIn(ada)
		p := b.get("/account").shows(200, "/account", "2 other devices")
		p.submit("/account/sign-out", form{"scope": "others"}).shows(200, "/account?ended=2", "2 other sessions were ended.")
		other.get("/account").shows(200, "/login", "Mobile number")
		if a.isAlive(s) {
			a.t.Error("the app is still signed in")
		}
	})
}

// proves S37
func TestSigningOutEverywhereEndsAll(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		b, other := a.browser(), a.browser()
		a.advance(time.Minute)
		b.signIn(ada)
		a.advance(time.Minute)
		other.signIn(ada)
		b.get("/account").submit("/account/sign-out", form{"scope": "global"}).shows(200, "/signed-out", "")
		b.get("/account").shows(200, "/login", "")
		other.get("/account").shows(200, "/login", "")
		if a.isAlive(s) || a.rows("sessions") != 0 {
			a.t.Errorf("%d sessions left", a.rows("sessions"))
		}
	})
}

// proves H1: every step needs the proof, and the proof ages.
func TestANumberIsNotChangedWithoutProofOfTheOldOne(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		for _, at := range []string{"/account/phone", "/account/phone/new", "/account/phone/done"} {
			b.get(at).shows(200, "/login", "Mobile number")
		}
		b.signIn(ada)
		p := b.get("/account/phone/new").shows(200, "/account/phone", "First we check that you still have +49 … 78.")
		fields := form{"phone": grace, "country": "DE"}
		p.form("/account/phone", fields)
		b.post("/account/phone/new", fields).shows(200, "/account/phone", "First we check")
		if n := len(a.sent(grace)); n != 0 {
			a.t.Errorf("%d messages to the new number", n)
		}
		a.prove(b).shows(200, "/account/phone/new", "Your new number")
		a.advance(15 * time.Minute)
		b.get("/account/phone/new").shows(200, "/account/phone", "First we check")
	})
}

// prove answers with the code for the current number.
func (a *app) prove(b *browser) *page {
	a.t.Helper()
	a.advance(time.Minute)
	p := b.get("/account/phone").submit("/account/phone", nil).shows(200, "/login/code", "We texted it to +49 … ")
	return p.submit("/login/code", form{"code": a.code()})
}

// change asks for a new number after the proof.
func (a *app) change(b *browser, phone string) *page {
	a.t.Helper()
	return a.prove(b).submit("/account/phone/new", form{"phone": phone, "country": "DE"})
}

// proves H2, H3, S15, S35
func TestAChangeOfNumberIsToldToTheOldOneWhichCanTakeItBack(t *testing.T) {
	each(t, func(a *app) {
		app, b := a.signIn(ada), a.browser()
		a.advance(time.Minute)
		b.signIn(ada)
		p := a.change(b, "0151 12345679")
		b.get("/account").shows(200, "/account", "+49 1511 2345678") // nothing has changed yet
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account/phone/done", "1 other session was ended.")
		b.get("/account").shows(200, "/account", "+49 1511 2345679")
		if a.isAlive(app) {
			a.t.Error("an older session outlived the change")
		}

		notice := a.sent(ada)[0]
		if !strings.Contains(notice, "changed to one ending in 79 on 1 March 2026, 12:02 UTC from ") || strings.Contains(notice, "2345679") {
			a.t.Errorf("notice %q", notice)
		}
		link := notice[strings.Index(notice, "/account/revert/"):]
		stranger := a.browser()
		p = stranger.get(link).shows(200, "/account/revert/", "from +49 … 78 to +49 … 79")
		stranger.get(link)
		b.get("/account").shows(200, "/account", "+49 1511 2345679") // looking changes nothing
		p.submit("/account/revert/", nil).shows(200, "/account/revert/", "The change is taken back")
		b.get("/account").shows(200, "/login", "Mobile number")
		stranger.get(link).shows(404, "/account/revert/", "This link is no longer good")
		a.advance(time.Hour)
		stranger.signIn(ada)
		if n := a.rows("users"); n != 1 {
			a.t.Errorf("%d users, want 1", n)
		}
	})
}

func TestAChangeCanBeTakenBackForAWeek(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		a.change(b, grace).submit("/login/code", form{"code": a.code()}).shows(200, "/account/phone/done", "")
		notice := a.sent(ada)[0]
		a.advance(7*24*time.Hour + time.Second)
		a.browser().get(notice[strings.Index(notice, "/account/revert/"):]).shows(404, "/account/revert/", "This link is no longer good")
		a.browser().get("/account/revert/nonsense").shows(404, "/account/revert/", "This link is no longer good")
	})
}

// proves H2: of two who want the same number only the one whose phone it is gets
// it, and a code opens nothing for anyone but the one who asked.
func TestTwoWhoWantTheSameNumberDoNotGetEachOthersAccounts(t *testing.T) {
	each(t, func(a *app) {
		const wanted = "+4915112345600"
		b, other := a.browser(), a.browser()
		b.signIn(ada)
		other.signIn("+4915112340078")
		one := a.change(b, wanted).shows(200, "/login/code", "")
		first := a.code()
		a.advance(time.Minute)
		two := a.change(other, wanted).shows(200, "/login/code", "")
		second := a.code()

		two.submit("/login/code", form{"code": first}).shows(422, "/login/code", "That code is not right")
		two.submit("/login/code", form{"code": second}).shows(200, "/account/phone/done", "")
		for _, code := range []string{first, second} {
			p := b.get(one.at).submit("/login/code", form{"code": code})
			if p.status == 200 && path(p.at) == "/account/phone/done" {
				a.t.Errorf("both have the number now:\n%s", p.text())
			}
		}
		b.get("/account").shows(200, "/account", "+49 1511 2345678")
		other.get("/account").shows(200, "/account", "+49 1511 2345600")
	}, longCodes)
}

// proves H2, S20: right answers at the same moment make one winner.
func TestOneOfTwoWhoConfirmANumberAtOnceGetsIt(t *testing.T) {
	each(t, func(a *app) {
		const wanted = "+4915112345600"
		browsers := []*browser{a.browser(), a.browser()}
		browsers[0].signIn(ada)
		browsers[1].signIn(grace)
		pages, codes, ends := make([]*page, 2), make([]string, 2), make([]*page, 2)
		for i, b := range browsers {
			a.advance(time.Minute)
			pages[i] = a.change(b, wanted).shows(200, "/login/code", "")
			codes[i] = a.code()
		}
		var both sync.WaitGroup
		for i := range pages {
			both.Go(func() { ends[i] = pages[i].submit("/login/code", form{"code": codes[i]}) })
		}
		both.Wait()
		changed := 0
		for _, p := range ends {
			if p.status >= 500 {
				a.t.Errorf("got %d:\n%s", p.status, p.text())
			}
			if path(p.at) == "/account/phone/done" {
				changed++
			}
		}
		if changed != 1 || a.rows("users") != 2 {
			a.t.Errorf("%d got the number, %d users", changed, a.rows("users"))
		}
	}, longCodes)
}

// proves P14, S23: whoever has one number cannot find out others'. Only the code,
// which its owner gets, leads to the refusal.
func TestANumberOfAnotherAccountIsRefusedToWhoeverHasItsCodeOnly(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(grace)
		b, other := a.browser(), a.browser()
		b.signIn(ada)
		other.signIn("+4915112340078")
		taken := a.change(b, "0151 12345679").shows(200, "/login/code", "We texted it to")
		code := a.code()
		free := a.change(other, "0151 12345670").shows(200, "/login/code", "We texted it to")
		times := regexp.MustCompile(`12:\d\d:\d\d`)
		one := times.ReplaceAllString(strings.ReplaceAll(taken.text(), "2345679", "#"), "#")
		two := times.ReplaceAllString(strings.ReplaceAll(free.text(), "2345670", "#"), "#")
		if one != two {
			a.t.Errorf("taken:\n%s\nfree:\n%s", one, two)
		}
		taken.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code", "That code is not right")
		taken.submit("/login/code", form{"code": code}).shows(422, "/login/code", "That number belongs to another account.")
		b.get("/account").shows(200, "/account", "+49 1511 2345678")
	}, longCodes)
}

// proves S36, S24: what a visitor says of their own country is not believed.
func TestASessionNamesItsCountryWhereAProxyTellsIt(t *testing.T) {
	trusted := []string{"192.0.2.0/24"}
	for _, test := range []struct {
		name          string
		proxies       []string
		first, renews string // the header when it began and when it was refreshed
		want          string
	}{
		{"the country of the newest request", trusted, "FR", "it", "Italien"},
		{"a proxy that does not know", trusted, "FR", "XX", ""},
		{"a code that is no country", trusted, "FR", "150", ""},
		{"nothing said", trusted, "FR", "", ""},
		{"a stranger", []string{"10.0.0.0/8"}, "FR", "IT", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				var s session
				a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
				a.json("POST", "/verify", verify(ada, a.code()), "CF-IPCountry", test.first).ok().read(&s)
				a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`, "CF-IPCountry", test.renews).ok()
				a.advance(time.Minute)
				b := a.browser()
				b.accepts = "de"
				got := b.ask("/login", ada).submit("/login/code", form{"code": a.code()}).shows(200, "/account", "").text()
				if strings.Contains(got, "Frankreich") || strings.Contains(got, "Italien") != (test.want == "Italien") {
					a.t.Errorf("want the country %q on the page:\n%s", test.want, got)
				}
			}, behindEdge, func(c *config.Config) { c.Server.TrustedProxies = test.proxies })
		})
	}
}
