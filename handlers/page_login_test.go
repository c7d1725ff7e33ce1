package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"phonelogin/config"
)

func TestSomeoneSignsInWithoutScripts(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", "0151 1234 5678")
		p.shows(200, "/login/code?flow=", "+49 1511 2345678")
		if got := a.sent(ada); len(got) != 1 || !strings.HasSuffix(got[0], "\n\n@localhost #"+a.code()) {
			a.t.Errorf("sent %q", got)
		}
		p.submit("/login/code", form{"code": " " + a.code()[:3] + "-" + a.code()[3:]}).shows(200, "/account", "+49 1511 2345678")
		b.get("/").shows(200, "/account", "You are signed in on no other device.")
		b.get("/login").shows(200, "/account", "Your account")
		if got := a.people(); got != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", got)
		}
	})
}

// proves C20
func TestAnAppThatOptedInGetsTokensInTheFragment(t *testing.T) {
	each(t, func(a *app) {
		q := url.Values{"client_id": {"forum"}, "redirect_to": {forum}, "state": {"s&1"}}
		p := a.browser().ask("/login?"+q.Encode(), ada).submit("/login/code", form{"code": a.code()})
		to, err := url.Parse(p.header.Get("Location"))
		if err != nil {
			a.t.Fatal(err)
		}
		got, err := url.ParseQuery(to.EscapedFragment())
		if err != nil {
			a.t.Fatal(err)
		}
		if p.status != 303 || !strings.HasPrefix(p.at, forum+"#") || to.RawQuery != "" || got.Get("state") != "s&1" ||
			got.Get("token_type") != "bearer" || got.Get("expires_in") != "3600" || got.Get("expires_at") == "" {
			a.t.Fatalf("got %d to %q", p.status, to)
		}
		p.has("Cache-Control", "no-store").has("Referrer-Policy", "no-referrer")
		if !a.isAlive(session{AccessToken: got.Get("access_token"), RefreshToken: got.Get("refresh_token")}) {
			a.t.Error("the tokens do not work")
		}
	}, withApps)
}

// A script's request cannot follow a redirect to another site; the browser can.
func TestAScriptIsToldWhereToSendTheBrowser(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		fields := form{}
		at := p.form("/login/code", fields)
		fields["code"] = a.code()
		got := b.send("POST", at, fields.encode(), "HX-Request", "true").is(200, "").
			has("Location", "").has("Cache-Control", "no-store").has("Referrer-Policy", "no-referrer")
		if to := got.header.Get("HX-Redirect"); !strings.HasPrefix(to, shop+"?code=") {
			a.t.Errorf("HX-Redirect %q", to)
		}
	}, withApps)
}

// proves C14
func TestAWrongCodeTellsTheTriesLeftAndFiveKillIt(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		other := p // the same page in another tab
		for _, want := range []string{"4 tries left", "3 tries left", "2 tries left", "1 try left", "Too many wrong codes"} {
			p = p.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code", want)
			if !strings.HasPrefix(p.title(), "Error: ") {
				a.t.Errorf("title %q", p.title())
			}
		}
		other.submit("/login/code", form{"code": a.code()}).shows(422, "/login/code", "Too many wrong codes")
		again := p.browser.get(p.at)
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v, want none", got)
		}
		// A new code is a new one, and lets in.
		old := a.code()
		a.advance(2 * time.Minute)
		p = again.submit("/login/codes", nil).shows(200, "/login/code", "We texted the code again.")
		if a.code() == old {
			a.t.Error("the dead code was sent again")
		}
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")
	})
}

// Wrong codes make the number wait. Meanwhile the page asks for no code that is not
// taken, and its button counts down to the next one.
func TestADeadCodeStaysDeadOnItsPage(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		a.advance(55 * time.Second)
		for range 5 {
			p = p.submit("/login/code", form{"code": a.wrong()})
		}
		dead := func(p *page) {
			a.t.Helper()
			text := p.text()
			if !strings.Contains(text, "Get a new code") {
				a.t.Errorf("the page does not say that the code is over: %s", text)
			}
			if strings.Contains(text, "on its way") {
				a.t.Errorf("the page tells of a message whose code is over: %s", text)
			}
			if len(p.all(func(n *html.Node) bool { return attribute(n, "id") == "code" })) > 0 {
				a.t.Error("the page asks for a code that is over")
			}
		}
		dead(p.shows(422, "/login/code", "Too many wrong codes. Ask for a new one below."))
		a.advance(6 * time.Second) // the wait after the message is over, that after wrong codes is not
		soon := p.submit("/login/codes", nil).shows(429, "/login/codes", "You can ask for another in")
		dead(soon)
		if !strings.Contains(soon.text(), "Possible from ") {
			a.t.Errorf("the button does not tell from when on it helps: %s", soon.text())
		}
		dead(soon.browser.get(p.at).shows(200, "/login/code", "Too many wrong codes"))
	})
}

func TestACodeWithDigitsMissingIsNoTry(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		for range 7 {
			p = p.submit("/login/code", form{"code": "12 3"}).shows(422, "/login/code", "The code has 6 digits")
		}
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")
	})
}

// proves C3
func TestACodeIsReadOutOfWhatWasPasted(t *testing.T) {
	for _, paste := range []string{"%s", "G-%s", "%s is your code. Don't share it.\n\n@localhost #%s", "\u00a0%s\r\n"} {
		t.Run(paste, func(t *testing.T) {
			each(t, func(a *app) {
				p := a.browser().ask("/login", ada)
				p.submit("/login/code", form{"code": strings.ReplaceAll(paste, "%s", a.code())}).shows(200, "/account", "")
			})
		})
	}
}

func TestAnExpiredCodeOffersANewOne(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		late := a.code()
		a.advance(time.Minute)
		p = p.submit("/login/code", form{"code": late}).shows(422, "/login/code", "That code has expired")
		p = p.submit("/login/codes", nil).shows(200, "/login/code", "We texted the code again.")
		p.shows(200, "/login/code", "Good until 12:02:00 UTC")
		p.submit("/login/code", form{"code": late}).shows(200, "/account", "Your account")
	})
}

// proves C10, C15: who is throttled stays on our page and reads how long.
func TestAskingAgainTooSoonStaysOnThePageWithTheTimeLeft(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada)
		fields := form{}
		p.form("/login/code", fields)
		a.advance(20 * time.Second)
		b.post("/login/codes?"+query(p.at), fields).shows(429, "/login/codes", "You can ask for another in 40 seconds.").has("Retry-After", "40")
		if n := len(a.sent(ada)); n != 1 {
			a.t.Errorf("%d messages, want 1", n)
		}
		b.get(p.at).submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")
		// Another browser that asks for the same number reads the same.
		a.browser().ask("/login", grace)
		a.browser().ask("/login", grace).shows(429, "/login", "You can ask for another in 60 seconds.").has("Retry-After", "60")
	})
}

// proves C11: a validity that outlives the wait sends the same code again.
func TestAResentCodeIsTheSameWhileItIsGood(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		first := a.code()
		a.advance(time.Minute)
		p = p.browser.get(p.at).submit("/login/codes", nil).shows(200, "/login/code", "We texted the code again.")
		if a.code() != first || len(a.sent(ada)) != 2 {
			a.t.Errorf("sent %q, want the first code twice", a.sent(ada))
		}
		// Said once.
		if again := p.browser.get(p.at); strings.Contains(again.text(), "We texted the code again.") {
			a.t.Error("the news is told twice")
		}
		p.submit("/login/code", form{"code": first}).shows(200, "/account", "Your account")
	}, longCodes)
}

// proves C18
func TestAnotherChannelCarriesTheSameCode(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		first := a.code()
		a.advance(time.Minute)
		p = p.submit("/login/codes", form{"channel": "whatsapp"}).shows(200, "/login/code", "Open WhatsApp, copy the code")
		if m := a.inbox.Messages(); a.code() != first || m[0].Channel != "whatsapp" {
			a.t.Errorf("sent %q by %s, want the same code by WhatsApp", a.code(), m[0].Channel)
		}
		p.submit("/login/code", form{"code": first}).shows(200, "/account", "Your account")
	}, longCodes)
}

// proves C12: the way back keeps the number and what the app asked for.
func TestAWrongNumberIsCorrectedWithoutLosingTheApp(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), "0151 12345679")
		back := ""
		for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" }) {
			if href := attribute(n, "href"); strings.HasPrefix(href, "/login?flow=") {
				back = href
			}
		}
		p = b.get(back).shows(200, "/login", "The Shop")
		if got := p.value("phone"); got != "0151 12345679" {
			a.t.Errorf("the number is %q", got)
		}
		p = p.submit("/login", form{"phone": "0151 12345678", "country": "DE"})
		a.returned(p.submit("/login/code", form{"code": a.code()}))
		if n := len(a.sent(ada)); n != 1 {
			a.t.Errorf("%d messages to the right number, want 1", n)
		}
	}, withApps)
}

// proves P9, P10: what was typed stays, and the page says how to go on.
func TestANumberThatCannotBeIsKeptAndExplained(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		for typed, want := range map[string]string{
			"":                      "Enter your mobile number.",
			"+49 151":               "too short",
			"0151 12345678 1234567": "too long",
			"hello":                 "That is not a phone number",
			"+999 123456789":        "No country has that code",
			"0900 1234567":          "That number cannot get texts",
			`"><script>alert(1)`:    "That is not a phone number",
		} {
			p := b.ask("/login", typed)
			if p.status != 422 || !strings.Contains(p.text(), want) {
				a.t.Errorf("%q: got %d:\n%s", typed, p.status, p.text())
			}
			if p.value("phone") != typed {
				a.t.Errorf("%q became %q", typed, p.value("phone"))
			}
		}
		if n := len(a.inbox.Messages()); n != 0 {
			a.t.Errorf("%d messages, want none", n)
		}
	})
}

// A trunk prefix and an operator's code are no number: nobody's phone rings, but
// somebody pays (proves P9).
func TestTheBeginningOfANumberIsTooShort(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", "0151")
		if p.status != 422 || !strings.Contains(p.text(), "too short") {
			a.t.Errorf("got %d:\n%s\nsent %v", p.status, p.text(), a.inbox.Messages())
		}
	})
}

// proves P14, S23: the pages never tell whether a number is known.
func TestPagesAnswerKnownAndUnknownNumbersAlike(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.advance(time.Hour)
		known, unknown := a.browser().ask("/login", ada), a.browser().ask("/login", grace)
		if known.status != unknown.status || path(known.at) != path(unknown.at) {
			a.t.Errorf("known: %d %s, unknown: %d %s", known.status, known.at, unknown.status, unknown.at)
		}
		one := strings.ReplaceAll(known.text(), "2345678", "#")
		other := strings.ReplaceAll(unknown.text(), "2345679", "#")
		if one != other {
			a.t.Errorf("known:\n%s\nunknown:\n%s", one, other)
		}
	})
}

// One browser gets six messages, to three numbers, in an hour.
func TestABrowserCannotAskForEverMoreMessages(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		for _, number := range []string{"0151 12345670", "0151 12345671", "0151 12345672"} {
			b.ask("/login", number).shows(200, "/login/code", "")
		}
		b.ask("/login", "0151 12345673").shows(429, "/login", "You can ask for another in 60 minutes.")
		if n := len(a.inbox.Messages()); n != 3 {
			a.t.Errorf("%d messages, want 3", n)
		}
	})
}

func (p *page) title() string {
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "title" }) {
		return n.FirstChild.Data
	}
	return ""
}

func path(at string) string {
	before, _, _ := strings.Cut(at, "?")
	return before
}

func query(at string) string {
	_, after, _ := strings.Cut(at, "?")
	return after
}

// proves C5: an app may leave the sending to its people.
func TestAnAppMayWaitForTheButton(t *testing.T) {
	each(t, func(a *app) {
		auto := func(p *page) bool {
			return len(p.all(func(n *html.Node) bool {
				return attribute(n, "id") == "code-form" && strings.Contains(p.body, "data-auto-submit")
			})) == 1
		}
		if p := a.browser().ask("/login?"+asks().Encode(), ada); auto(p) || strings.Contains(p.text(), "as soon as") {
			a.t.Error("the app's page sends the code by itself, or says so")
		}
		if p := a.browser().ask("/login", grace); !auto(p) {
			a.t.Error("the default app's page waits for the button")
		}
	}, withApps, func(c *config.Config) { c.Apps[0].SubmitByButton = true })
}
