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

	"phonelogin/config"
	"phonelogin/handlers/access"
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
