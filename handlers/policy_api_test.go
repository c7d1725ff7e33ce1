package handlers_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"phonelogin/auth/limits"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

// forged is a token that this server did not sign.
func (a *app) forged(s session) []string {
	head, _, _ := strings.Cut(s.AccessToken, ".")
	rest := s.AccessToken[len(head):]
	i := strings.LastIndex(rest, ".")
	return []string{"Authorization", "Bearer " + head + rest[:i+1] + strings.Repeat("A", len(rest)-i-1)}
}

// Transcripts C1 and C2.
func TestOnlyAdminsMayAdminister(t *testing.T) {
	each(t, func(a *app) {
		user := a.signIn(ada)
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Admin }) {
			a.call(r, "{}").is(401, noBearer).refusedAs(401, "no_authorization")
			a.call(r, "{}", user.bearer()...).is(403, notAllowed).refusedAs(403, "not_admin")
			// A server that passes its caller's token on lends nobody its own key.
			a.call(r, "{}", append(user.bearer(), "apikey", secret)...).refusedAs(403, "not_admin")
			a.call(r, "{}", "Authorization", "Bearer "+a.legacyKey("anon")).refusedAs(403, "not_admin")
			a.call(r, "{}", "Authorization", "Bearer "+publishable).refusedAs(403, "bad_jwt")
			a.call(r, "{}", a.forged(user)...).refusedAs(403, "bad_jwt")
			if got := a.call(r, "{}", "Authorization", "Bearer "+secret); got.status == 401 || got.status == 403 || got.status >= 500 {
				t.Errorf("%s refuses an admin: %d %s", r.route, got.status, got.body)
			}
		}
		a.json("GET", "/user", "", user.bearer()...).ok()
	}, withEverything)
}

func TestEveryRouteOfUsersRefusesEverybodyElse(t *testing.T) {
	each(t, func(a *app) {
		user, ended := a.signIn(ada), a.signIn(grace)
		a.json("POST", "/logout", "", ended.bearer()...).ok()
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.User }) {
			a.call(r, "{}").refusedAs(401, "no_authorization")
			a.call(r, "{}", "Authorization", "Basic "+user.AccessToken).refusedAs(401, "no_authorization")
			a.call(r, "{}", "Authorization", "Bearer "+secret).refusedAs(403, "bad_jwt")
			a.call(r, "{}", a.forged(user)...).refusedAs(403, "bad_jwt")
			a.call(r, "{}", ended.bearer()...).refusedAs(403, "session_not_found")
			own := a.signIn(a.number()) // which the route may end
			if got := a.call(r, "{}", own.bearer()...); got.status == 401 || got.status == 403 || got.status >= 500 {
				t.Errorf("%s refuses a user: %d %s", r.route, got.status, got.body)
			}
		}
	}, withEverything)
}

func TestEverybodyMayCallWhatTheTableOpens(t *testing.T) {
	each(t, func(a *app) {
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Anybody && !r.Loopback }) {
			got := a.call(r, "{}")
			if r.route != "POST /auth/v1/verify" && r.route != "POST /verify" && (got.status == 401 || got.status == 403) {
				t.Errorf("%s refuses somebody: %d %s", r.route, got.status, got.body)
			}
		}
	}, withEverything)
}

func TestPagesOfDevelopmentAreForThisMachineOnly(t *testing.T) {
	each(t, func(a *app) {
		for _, r := range a.routes(func(r policed) bool { return r.Loopback }) {
			if r.path == "/dev/pages.css" {
				r.path += "?theme=dark"
			}
			for host, want := range map[string]int{"localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200, "evil.example": 404, "10.0.0.1": 404} {
				q := newRequest(a, r, nil)
				q.Host = host
				if got := a.serve(q); got.status != want {
					t.Errorf("%s by the name %s: got %d, want %d", r.route, host, got.status, want)
				}
			}
		}
	}, withEverything)
}

// unread is a body that tells whether anybody read it.
type unread struct{ read bool }

func (b *unread) Read([]byte) (int, error) {
	b.read = true
	return 0, io.EOF
}

func TestNoRouteReadsMoreOfABodyThanTheTableSays(t *testing.T) {
	each(t, func(a *app) {
		large := `{"data":"` + strings.Repeat("a", request.MaxBody) + `"}`
		for _, r := range a.routes(func(r policed) bool { return !r.Form }) {
			var as []string
			switch r.Who {
			case access.Admin:
				as = []string{"Authorization", "Bearer " + secret}
			case access.User:
				as = a.signIn(a.number()).bearer()
			}
			if strings.HasSuffix(r.path, "/token") {
				r.path += "?grant_type=refresh_token"
			}
			if r.Body > 0 {
				if got := a.call(r, large, as...); got.status != 413 {
					t.Errorf("%s: a body that is too large: got %d %.200s", r.route, got.status, got.body)
				}
				continue
			}
			if r.Key {
				as = append(as, "apikey", publishable)
			}
			body := &unread{}
			a.serve(newRequest(a, r, body, as...))
			if body.read {
				t.Errorf("%s reads a body, and the table does not say so", r.route)
			}
		}
	}, withEverything)
}

// spend uses up what a limiter allows this client.
func (a *app) spend(l limits.Limiter) {
	a.t.Helper()
	for range 1000 {
		if a.domain.Gate.Allow(a.t.Context(), l, "192.0.2.1") != nil {
			return
		}
	}
	a.t.Fatalf("the limiter %s has no end", l)
}

// limiters are all that the table names.
func (a *app) limiters() (all []limits.Limiter) {
	for _, r := range a.routes(func(r policed) bool { return len(r.Limits) > 0 }) {
		for _, l := range r.Limits {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}

// bodiesFor are bodies that each make a route count, by their limiters.
func bodiesFor(r policed) map[limits.Limiter]string {
	if strings.HasSuffix(r.path, "/signup") {
		return map[limits.Limiter]string{
			limits.Signups: `{"phone":"+4915112345671","password":"a long password"}`, limits.Anonymous: `{}`,
		}
	}
	return map[limits.Limiter]string{r.Limits[0]: `{}`}
}

func TestTheAPICountsOnTheLimitersOfTheTableAndOnNoOthers(t *testing.T) {
	each(t, func(a *app) {
		isLimited := func(got answer) bool { return got.header.Get("X-Sb-Error-Code") == "over_request_rate_limit" }
		ours := func(r policed) bool { return r.Who == access.Anybody || r.Who == access.User || r.Who == access.Admin }
		for _, l := range a.limiters() {
			a.spend(l)
			for _, r := range a.routes(ours) {
				bodies := map[limits.Limiter]string{"": `{}`}
				if len(r.Limits) > 0 {
					bodies = bodiesFor(r)
				}
				for counts, body := range bodies {
					if got := a.call(r, body); isLimited(got) != (counts == l) {
						t.Errorf("%s with %s spent, which counts on %q: got %d %.200s", r.route, l, counts, got.status, got.body)
					}
				}
			}
			a.advance(limits.LongestRefill)
		}
	}, withLimits(), withEverything)
}
