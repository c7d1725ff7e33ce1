package handlers_test

import (
	"github.com/google/go-cmp/cmp"

	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
	"phonelogin/config"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

// policed is a route with what the table says of it.
type policed struct {
	access.Policy
	method, path string // with values for its parameters
	route        string // as the table has it
}

func (r policed) inAPI() bool { return strings.HasPrefix(r.path, "/auth/v1/") }

// routes are those of the table that fit, in a fixed order.
func (a *app) routes(fits func(policed) bool) []policed {
	a.t.Helper()
	var all []policed
	policies := a.policies()
	for _, name := range slices.Sorted(maps.Keys(policies)) {
		method, path, _ := strings.Cut(name, " ")
		path = strings.NewReplacer(":provider", "inbox?id=SM1&state=delivered", ":secret", "x", ":user_id", someID, ":factor_id", someID, ":id", someID,
			":number", ada, ":state", "phone", "*", "app.css").Replace(path)
		if r := (policed{policies[name], method, path, name}); fits(r) {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		a.t.Fatal("no route of the table fits")
	}
	return all
}

// withEverything has the routes that settings can leave out.
func withEverything(c *config.Config) { c.Auth.EnableAccountDeletion = true }

// call calls a route of the API, or of neither face. headers are pairs.
func (a *app) call(r policed, body string, headers ...string) answer {
	a.t.Helper()
	if r.Key {
		headers = append([]string{"apikey", publishable}, headers...)
	}
	return a.serve(newRequest(a, r, strings.NewReader(body), headers...)).of(r)
}

func newRequest(a *app, r policed, body io.Reader, headers ...string) (made *http.Request) {
	made = httptest.NewRequestWithContext(a.t.Context(), r.method, r.path, body)
	for i := 0; i < len(headers); i += 2 {
		made.Header.Set(headers[i], headers[i+1])
	}
	return made
}

// of names the route in what is reported of an answer.
func (got answer) of(r policed) answer {
	got.route = r.route
	return got
}

// refusedAs checks a status and a code of the API.
func (got answer) refusedAs(status int, code string) {
	got.t.Helper()
	if got.status != status || got.header.Get("X-Sb-Error-Code") != code {
		got.t.Errorf("%s: got %d %s, want %d %s", got.route, got.status, got.body, status, code)
	}
}

func TestEveryRouteHasAPolicy(t *testing.T) {
	each(t, func(a *app) {
		policies := a.policies()
		for _, route := range a.handler.(*echo.Echo).Routes() {
			if policies[route.Method+" "+route.Path].Who == "" {
				t.Errorf("%s %s has no policy", route.Method, route.Path)
			}
		}
	}, withEverything)
}

// What the table must say of a route whatever it is for.
func TestNoRouteAsksForLessThanItsKind(t *testing.T) {
	each(t, func(a *app) {
		policies := a.policies()
		for _, r := range a.routes(func(policed) bool { return true }) {
			method, path, _ := strings.Cut(r.route, " ")
			page := isPage(r) && policies[method+" /auth/v1"+path].Who == ""
			switch reads := r.method == "GET" || r.method == "HEAD"; {
			case r.method == "POST" && page && !r.Form:
				t.Errorf("%s is a form of a page and needs no token", r.route)
			case reads && (r.Form || r.Body > 0) && !strings.HasPrefix(r.path, "/callbacks/"):
				t.Errorf("%s reads a body", r.route)
			case r.inAPI() && !r.Key && (r.Who != access.Anybody || r.Body > 0):
				t.Errorf("%s needs no API key", r.route)
			case strings.Contains(r.path, "/admin/") && r.Who != access.Admin && a.call(r, "").status != 404:
				t.Errorf("%s is not for admins", r.route)
			}
			if r.inAPI() { // and at the root, where a gateway asked for the key
				here, root := r.Policy, policies[method+" "+strings.TrimPrefix(path, "/auth/v1")]
				here.Key = false
				if diff := cmp.Diff(here, root); diff != "" {
					t.Errorf("%s differs at the root (-here +there):\n%s", r.route, diff)
				}
			}
		}
	}, withEverything)
}

func TestTheTableSaysWhichRoutesNeedAnAPIKey(t *testing.T) {
	each(t, func(a *app) {
		for _, r := range a.routes(func(r policed) bool { return r.inAPI() }) {
			without, forged := r, r
			without.Key, forged.Key = false, false
			if !r.Key {
				if got := a.call(r, "{}"); strings.Contains(got.body, "_api_key") {
					t.Errorf("%s asks for a key, and the table does not say so", r.route)
				}
				continue
			}
			a.call(without, "{}").refusedAs(401, "no_api_key")
			a.call(forged, "{}", "apikey", "sb_publishable_of_somebody").refusedAs(401, "invalid_api_key")
		}
	}, withEverything)
}

// forged is a token that this server did not sign.
func (a *app) forged(s session) []string {
	head, _, _ := strings.Cut(s.AccessToken, ".")
	rest := s.AccessToken[len(head):]
	i := strings.LastIndex(rest, ".")
	return []string{"Authorization", "Bearer " + head + rest[:i+1] + strings.Repeat("A", len(rest)-i-1)}
}

func TestEveryRouteOfAdminsRefusesEverybodyElse(t *testing.T) {
	each(t, func(a *app) {
		user := a.signIn(ada)
		for _, r := range a.routes(func(r policed) bool { return r.Who == access.Admin }) {
			a.call(r, "{}").refusedAs(401, "no_authorization")
			a.call(r, "{}", user.bearer()...).refusedAs(403, "not_admin")
			a.call(r, "{}", append(user.bearer(), "apikey", secret)...).refusedAs(403, "not_admin")
			a.call(r, "{}", "Authorization", "Bearer "+a.legacyKey("anon")).refusedAs(403, "not_admin")
			a.call(r, "{}", "Authorization", "Bearer "+publishable).refusedAs(403, "bad_jwt")
			a.call(r, "{}", a.forged(user)...).refusedAs(403, "bad_jwt")
			if got := a.call(r, "{}", "Authorization", "Bearer "+secret); got.status == 401 || got.status == 403 || got.status >= 500 {
				t.Errorf("%s refuses an admin: %d %s", r.route, got.status, got.body)
			}
		}
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
		if a.service.Allow(a.t.Context(), l, "192.0.2.1") != nil {
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
