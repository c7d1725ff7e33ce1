package handlers_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/auth/tokens"
	"phonelogin/handlers/access"
	"phonelogin/models"
)

// counts are what a request costs to judge who sends it.
type counts struct {
	verifications int64
	lookups       int // of the bearer
}

// counted builds the product anew so that what judges a token can be counted: during
// tells what an act took.
func (a *app) counted(token string) (during func(act func()) counts) {
	a.t.Helper()
	var statements []string
	db, err := models.Open(a.t.Context(), models.Options{
		URL: a.url, MaxConnections: 1, OnStatement: func(s string) { statements = append(statements, s) },
	})
	if err != nil {
		a.t.Fatal(err)
	}
	signing, err := tokens.ReadKey(a.config.Secrets.SigningKey)
	if err != nil {
		a.t.Fatal(err)
	}
	var readings atomic.Int64 // of the clock of the ring, which reads it to verify a token
	a.db, a.keys = db, tokens.NewRing(func() time.Time { readings.Add(1); return a.clock.Now() }, signing, tokens.HS256(legacySecret))
	a.serveWith(a.config)
	a.t.Cleanup(func() { a.end(); _ = db.Close() })

	claims, err := a.keys.Verify(token)
	if err != nil {
		a.t.Fatal(err)
	}
	forOne := readings.Load()
	statements = nil
	if _, err := a.domain.Sessions.BearerOf(a.t.Context(), claims); err != nil {
		a.t.Fatal(err)
	}
	if forOne == 0 || len(statements) != 1 {
		a.t.Fatalf("a verification reads the clock %d times and a lookup takes %q, want some and one", forOne, statements)
	}
	lookup := statements[0]
	return func(act func()) (c counts) {
		readings.Store(0)
		statements = nil
		act()
		for _, s := range statements {
			if s == lookup {
				c.lookups++
			}
		}
		c.verifications = readings.Load() / forOne
		return c
	}
}

// Limits, the captcha and the guard of a route ask who is calling; a token is
// verified once for all of them, and its bearer is looked up once.
func TestABearerIsJudgedOnceForARequest(t *testing.T) {
	for _, role := range []string{"authenticated", "service_role"} {
		t.Run(role, func(t *testing.T) {
			each(t, func(a *app) {
				a.create(`{"phone":"` + ada + `","phone_confirm":true,"role":"` + role + `"}`)
				s := a.signIn(ada)
				during := a.counted(s.AccessToken)
				routes := a.routes(func(r policed) bool {
					ends := strings.HasSuffix(r.path, "/logout") || r.method == "DELETE"
					return r.Who == access.User && !ends || r.Who == access.Admin && role != "authenticated" && r.method == "GET"
				})
				if !slices.ContainsFunc(routes, func(r policed) bool { return len(r.Limits) > 0 }) {
					t.Fatal("no route with a limit is among them")
				}
				for _, r := range routes {
					got := during(func() { a.call(r, "{}", s.bearer()...) })
					if want := (counts{1, 1}); got != want {
						t.Errorf("%s: got %+v, want %+v", r.route, got, want)
					}
				}
			}, withLimits())
		})
	}
}
