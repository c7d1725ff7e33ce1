package handlers_test

import (
	"strings"
	"testing"

	"phonelogin/auth/limits"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

func isPage(r policed) bool {
	return !r.inAPI() && r.Who != access.User && r.Who != access.Admin && !strings.HasPrefix(r.path, "/callbacks/")
}

// somebody is a browser that may do everything: signed in, with a number that was
// proved lately, and a flow under way, whose part of an address comes with it.
func (a *app) somebody() (b *browser, flow string) {
	a.t.Helper()
	b = a.browser()
	b.signIn(a.number())
	p := a.change(b, a.number())
	return b, query(p.at)
}

// tokenOf is the form token of a browser.
func (a *app) tokenOf(b *browser) string {
	a.t.Helper()
	fields := form{}
	b.get("/login?other=1").form("/login", fields)
	return fields["form_token"]
}

// leadsTo checks that an answer leads to the beginning of an address.
func (got answer) leadsTo(r policed, at string) {
	got.t.Helper()
	if got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), at) {
		got.t.Errorf("%s: got %d to %q, want %s", r.route, got.status, got.header.Get("Location"), at)
	}
}

// proves S30
func TestEveryFormNeedsTheTokenOfItsBrowser(t *testing.T) {
	each(t, func(a *app) {
		b, flow := a.somebody()
		other, _ := a.somebody()
		stolen := a.tokenOf(other)
		people, messages := a.people(), len(a.inbox.Messages())
		for _, r := range a.routes(func(r policed) bool { return r.Form }) {
			for _, token := range []string{"", "wrong", stolen} {
				got := b.send("POST", r.path+"?"+flow, form{"form_token": token, "scope": "global", "phone": grace}.encode())
				if got.status != 403 && got.status != 422 || !strings.Contains(got.body, "lease try again") {
					t.Errorf("%s with the token %q: got %d %.300s", r.route, token, got.status, got.body)
				}
			}
			// What another site sends is refused whatever it holds.
			got := b.send("POST", r.path+"?"+flow, form{"form_token": a.tokenOf(b)}.encode(), "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
			if got.status != 403 || !strings.Contains(got.body, "came from another site") {
				t.Errorf("%s from another site: got %d %.300s", r.route, got.status, got.body)
			}
		}
		if a.people() != people || len(a.inbox.Messages()) != messages {
			t.Errorf("users and sessions %v, were %v; %d messages, were %d", a.people(), people, len(a.inbox.Messages()), messages)
		}
	}, withEverything)
}

func TestEveryFormIsTakenWithItsTokenAndRefusedWhenItIsTooLarge(t *testing.T) {
	each(t, func(a *app) {
		b, flow := a.somebody()
		token := a.tokenOf(b)
		for _, r := range a.routes(func(r policed) bool { return r.Form }) {
			large := form{"form_token": token, "phone": strings.Repeat("1", request.MaxBody)}
			if got := b.send("POST", r.path+"?"+flow, large.encode()); got.status != 413 {
				t.Errorf("%s, too large: got %d %.200s", r.route, got.status, got.body)
			}
			own, flow := a.somebody() // which the form may sign out
			got := own.send("POST", r.path+"?"+flow, form{"form_token": a.tokenOf(own)}.encode())
			if got.status == 403 || got.status >= 500 || strings.Contains(got.body, "open for too long") {
				t.Errorf("%s with its token: got %d %.200s", r.route, got.status, got.body)
			}
		}
	}, withEverything)
}

func TestEveryPageOfSomebodyLeadsVisitorsToSignIn(t *testing.T) {
	each(t, func(a *app) {
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.SignedIn || r.Who == access.Proven }) {
			stranger, ended := a.browser(), a.browser()
			stranger.send(r.method, r.path, form{"form_token": a.tokenOf(stranger)}.encode()).leadsTo(r, "/login")
			ended.signIn(a.number())
			token := a.tokenOf(ended)
			a.write("DELETE FROM auth.sessions")
			ended.send(r.method, r.path, form{"form_token": token}.encode()).leadsTo(r, "/login")
		}
	}, withEverything)
}

// proves H1
func TestEveryPageThatNeedsProofLeadsToIt(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Proven }) {
			proof := strings.TrimSuffix(r.path, "/new")
			b.send(r.method, r.path, form{"form_token": a.tokenOf(b)}.encode()).leadsTo(r, proof)
		}
	}, withEverything)
}

// proves S4
func TestEveryPageOfALoginIsForTheBrowserThatBeganIt(t *testing.T) {
	each(t, func(a *app) {
		_, flow := a.somebody()
		thief, people := a.browser(), a.people()
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.InFlow }) {
			thief.send(r.method, r.path+"?"+flow, form{"form_token": a.tokenOf(thief), "code": a.code()}.encode()).leadsTo(r, "/login?")
		}
		if a.people() != people {
			t.Errorf("users and sessions %v, were %v", a.people(), people)
		}
	}, withEverything)
}

func TestEveryPageOfALoginRefusesAnAppThatMayNotAsk(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Login }) {
			got := b.send(r.method, r.path+"?client_id=nobody", form{"form_token": a.tokenOf(b)}.encode())
			if got.status != 400 {
				t.Errorf("%s: got %d %.200s", r.route, got.status, got.body)
			}
		}
	}, withEverything)
}

func TestEveryPageOfVisitorsIsOpenToStrangers(t *testing.T) {
	each(t, func(a *app) {
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Visitor || r.Who == access.Anybody && isPage(r) }) {
			b := a.browser()
			got := b.send(r.method, r.path, form{"form_token": a.tokenOf(b)}.encode())
			if got.status == 401 || got.status == 403 || got.status >= 500 || strings.Contains(got.header.Get("Location"), "gone=") {
				t.Errorf("%s: got %d to %q %.200s", r.route, got.status, got.header.Get("Location"), got.body)
			}
		}
	}, withEverything)
}

// proves S21
func TestPagesCountOnTheLimitersOfTheTableAndOnNoOthers(t *testing.T) {
	each(t, func(a *app) {
		for _, l := range a.limiters() {
			for _, r := range a.routes(func(r policed) bool { return r.Form }) {
				b, flow := a.somebody()
				token := a.tokenOf(b)
				a.spend(l)
				got := b.send("POST", r.path+"?"+flow, form{"form_token": token, "phone": a.number(), "country": "DE", "code": a.wrong()}.encode())
				limited := got.status == 429 && strings.Contains(got.body, "Too many requests came from your network")
				if want := len(r.Limits) == 1 && r.Limits[0] == l; limited != want {
					t.Errorf("%s with %s spent, which counts on %v: got %d %.200s", r.route, l, r.Limits, got.status, got.body)
				}
				a.advance(limits.LongestRefill)
			}
		}
	}, withLimits(), withEverything)
}
