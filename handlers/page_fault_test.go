package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// cut takes the database away, and mend brings it back.
func (a *app) cut() {
	a.t.Helper()
	if err := a.db.Close(); err != nil {
		a.t.Fatal(err)
	}
}

func (a *app) mend() { a.t.Helper(); a.start() }

// breakTable makes every write to a table fail until its result is called: a fault
// in the middle of an act.
func (a *app) breakTable(name string) (mend func()) {
	a.t.Helper()
	do := func(statements ...string) {
		a.t.Helper()
		for _, s := range statements {
			if _, err := a.pool.ExecContext(a.t.Context(), s); err != nil {
				a.t.Fatal(err)
			}
		}
	}
	if a.db.Kind() == "postgres" {
		do(`CREATE FUNCTION auth.broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`,
			`CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON `+a.table(name)+` EXECUTE FUNCTION auth.broken()`)
		return func() { do(`DROP FUNCTION auth.broken() CASCADE`) }
	}
	do(`CREATE TRIGGER broken BEFORE INSERT ON ` + name + ` BEGIN SELECT RAISE(ABORT, 'broken'); END`)
	return func() { do(`DROP TRIGGER broken`) }
}

// failed checks that a page says that the fault is ours, and not where the number
// can be read by others.
func (p *page) failed() *page {
	p.t.Helper()
	if p.status < 500 || !strings.Contains(p.text(), "Something went wrong on our side") || !strings.Contains(p.text(), "Try again") {
		p.t.Fatalf("got %d at %s:\n%s", p.status, p.at, p.text())
	}
	if strings.Contains(p.at, ada[4:]) {
		p.t.Errorf("the address %s holds the number", p.at)
	}
	return p
}

// retry is where "Try again" leads.
func (p *page) retry() string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attribute(n, "class"), "button ") }) {
		return attribute(n, "href")
	}
	p.t.Fatalf("no way back on %s:\n%s", p.at, p.text())
	return ""
}

// An address that fails leads to itself, with all that is in it.
func TestAPageThatFailsLeadsBackToItself(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		login := "/login?" + asks("ui_locales", "en", "country", "AT").Encode()
		code := a.browser().ask(login, grace).at
		a.cut()
		for _, at := range []string{
			login, code, "/account", "/account?ended=2", "/account/phone", "/account/phone/new", "/account/phone/done", "/account/delete",
			"/account/revert/a-secret-of-a-notice",
		} {
			p := b.follow(at, b.send("GET", at, "")).failed()
			if got := p.retry(); got != at {
				a.t.Errorf("%s leads to %s", at, got)
			}
			if shop := strings.HasPrefix(at, "/login"); shop != strings.Contains(p.text(), "The Shop") {
				a.t.Errorf("%s is of another app:\n%s", at, p.text())
			}
		}
		a.mend()
		b.get(login).shows(200, "/login", "Continue as")
	}, withApps)
}

// A form that fails is sent again with all that was filled in.
func TestAFormThatFailsIsSentAgainWithWhatWasTyped(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		login := b.get("/login?" + asks().Encode())
		a.cut()
		p := login.submit("/login", form{"phone": "0151 12345678", "country": "DE"})
		if p.status == 422 { // nothing to read yet, and nothing to write
			a.t.Fatalf("got %d:\n%s", p.status, p.text())
		}
		if got := p.failed().value("phone") + p.value("country"); got != "0151 12345678DE" {
			a.t.Errorf("kept %q", got)
		}
		a.mend()
		p = p.submit("/login", nil).shows(200, "/login/code", "+49")

		a.cut()
		p = p.submit("/login/code", form{"code": a.code()}).failed()
		a.mend()
		a.returned(p.submit("/login/code", nil))

		account := b.get("/account")
		a.cut()
		p = account.submit("/account/sign-out", form{"scope": "others"}).failed()
		a.mend()
		p.submit("/account/sign-out", nil).shows(200, "/account?ended=0", "")
	}, withApps)
}

// The policy of an error page lets its form end where that of the page did: at the
// app, and in the frame of its site (proves S31, C8).
func TestAnErrorPageMayLeadToTheAppAndStandInItsFrame(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inFrame(), ada)
		a.cut()
		p = p.submit("/login/code", form{"code": a.code()}).failed()
		if got := framer(p.answer); got != "https://shop.example" {
			a.t.Errorf("the page may be framed by %s", got)
		}
		if policy := p.header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https://shop.example;") {
			a.t.Errorf("policy %q", policy)
		}
		a.mend()
		a.returned(p.submit("/login/code", nil))
	}, framedBy)
}

// The code was right and spent, and then the page session could not be written:
// sent again, it leads to the app with the one session (proves S3).
func TestAFaultAfterTheRightCodeCostsNothing(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login?"+asks().Encode(), ada)
		mend := a.breakTable("page_sessions")
		p = p.submit("/login/code", form{"code": a.code()}).failed()
		if a.people() != [2]int{1, 1} {
			a.t.Fatalf("users and sessions %v, want one each", a.people())
		}
		mend()
		a.returned(p.submit("/login/code", nil))
		if a.people() != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", a.people())
		}
	}, withApps)
}

// As above, where what failed was the answer to the app.
func TestAFaultOfTheAnswerToTheAppCostsNothing(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login?"+asks().Encode(), ada)
		mend := a.breakTable("auth_codes")
		p = p.submit("/login/code", form{"code": a.code()}).failed()
		mend()
		a.returned(p.submit("/login/code", nil))
		if a.people() != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", a.people())
		}
	}, withApps)
}

// The message went out, and then the page session could not be written: sent again,
// the form leads to the code page and sends nothing.
func TestAFaultAfterTheMessageCostsNoSecondOne(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.ask("/login", "hello") // the browser is known
		mend := a.breakTable("page_sessions")
		p := b.ask("/login?"+asks().Encode(), ada).failed()
		mend()
		a.advance(30 * time.Second)
		p = p.submit("/login", nil).shows(200, "/login/code", "You can ask for another in 30 seconds.")
		a.returned(p.submit("/login/code", form{"code": a.code()}))
		if n := len(a.sent(ada)); n != 1 {
			a.t.Errorf("%d messages, want 1", n)
		}
	}, withApps)
}

// A form that went stale leads back to its page, and never to another site.
func TestAStaleFormLeadsBackToItsPage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		for at, want := range map[string]string{
			"/account/sign-out": "/account/sign-out", "/account/sessions/end": "/account/sessions/end", "/account/data": "/account/data",
			"/language": "/account/phone?a=b",
		} {
			p := b.post(at, form{"return": "/account/phone?a=b", "form_token": "old"}).shows(403, at, "Please try again")
			if got := p.retry(); got != want {
				a.t.Errorf("%s leads to %s, want %s", at, got, want)
			}
			if strings.HasPrefix(want, "/account/") {
				b.get(p.retry()).shows(200, "/account", "")
			}
		}
		p := b.post("/language", form{"return": "//evil.example/x"})
		if got := p.retry(); got != "/account" {
			a.t.Errorf("the way back is %s", got)
		}
	})
}

// An error that trying again does not mend leads to a sign-in of the same app.
func TestAnErrorKeepsTheAppToo(t *testing.T) {
	each(t, func(a *app) {
		q := asks()
		p := a.browser().get("/nothing?"+q.Encode()).shows(404, "/nothing", "The Shop")
		link := ""
		for _, n := range p.all(func(n *html.Node) bool {
			return n.Data == "a" && strings.HasPrefix(attribute(n, "class"), "button-plain ")
		}) {
			link = attribute(n, "href")
		}
		to, err := url.Parse(link)
		if err != nil || to.Path != "/login" || to.Query().Get("state") != q.Get("state") || to.Query().Get("client_id") != "shop" {
			a.t.Errorf("the way back is %s", link)
		}
		for _, at := range []string{"/login?client_id=made-up", "/login?redirect_to=https://evil.example"} {
			if p := a.browser().get(at).shows(400, "/login", "This link does not work"); strings.Contains(p.body, `href="https://evil`) || strings.Contains(p.body, "made-up&") {
				a.t.Errorf("%s is kept:\n%s", at, p.body)
			}
		}
	}, withApps)
}
