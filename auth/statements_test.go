package auth_test

import (
	"sync"
	"testing"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/sessions"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// inProduction has a budget of messages.
func inProduction(c *config.Config) { c.Mode = config.Production }

// counter counts the statements of an act.
type counter struct {
	sync.Mutex
	statements []string
}

func (c *counter) tell(statement string) {
	c.Lock()
	defer c.Unlock()
	c.statements = append(c.statements, statement)
}

func (c *counter) during(act func()) int {
	c.statements = nil
	act()
	return len(c.statements)
}

// Speed has its seam here: what costs one round trip today must not cost two
// tomorrow without anyone noticing.
func TestActsTakeFewStatements(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			var count counter
			db, err := models.Open(t.Context(), models.Options{URL: modelstest.URL(t, kind), MaxConnections: 4, OnStatement: count.tell})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() }) // after the service, which writes until it is closed
			// The notice of a change is written and sent after the answer.
			a := newApp(t, db, func(c *config.Config) { c.Auth.SMS.NotifyPhoneChange = false }, inProduction)
			g := a.signIn(ada)
			a.clock.advance(time.Minute)
			a.mustAsk(ada)
			code := a.code()
			a.must(a.wantNumber(g.User, newNumber))
			change := a.code()
			for _, act := range []struct {
				name       string
				sqlite, pg int
				do         func()
			}{
				// The last three are the message's row, its outcome, and reports of it that came first.
				{"ask for a code, with the budget", 10, 10, func() { _, err = a.ask("4915112345699") }},
				{"count a request", 1, 1, func() { err = a.Gate.Allow(t.Context(), limits.Verify, "203.0.113.9") }},
				{"verify", 4, 2, func() { _, err = a.verify(ada, code) }},
				{"GET /user", 1, 1, func() { _, err = a.Authenticate(t.Context(), g.AccessToken) }},
				{"refresh", 2, 1, func() { _, err = a.refresh(g.RefreshToken) }},
				{"refresh with the parent", 2, 2, func() { _, err = a.refresh(g.RefreshToken) }},
				{"wrong code", 2, 2, func() { _, _ = a.verify(ada, "000000") }}, // is its user banned?
				{"change of number", 4, 4, func() { _, err = a.verifyChange(newNumber, change) }},
				{"sign out", 1, 1, func() { _, err = a.SignOut(t.Context(), g.User.ID, g.Session.ID, sessions.Local) }},
			} {
				want := act.sqlite
				if kind == "postgres" {
					want = act.pg
				}
				if got := count.during(act.do); got != want || err != nil {
					t.Errorf("%s: got %d statements, %v, want %d:\n%q", act.name, got, err, want, count.statements)
				}
			}
		})
	}
}

// The limits of sessions are conditions of the one statement.
func TestLimitsOfSessionsCostNoStatement(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			var count counter
			db, err := models.Open(t.Context(), models.Options{URL: modelstest.URL(t, kind), MaxConnections: 4, OnStatement: count.tell})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() }) // after the service, which writes until it is closed
			a := newApp(t, db, func(c *config.Config) {
				c.Auth.Sessions = config.Sessions{
					Timebox: time.Hour, InactivityTimeout: time.Hour, AllowLowAAL: time.Hour, SinglePerUser: true, Tags: []string{"phone"},
				}
			})
			g := a.signIn(ada)
			want := map[string]int{"sqlite": 2, "postgres": 1}[kind]
			if got := count.during(func() { g, err = a.refresh(g.RefreshToken) }); got != want || err != nil {
				t.Errorf("got %d statements, %v, want %d:\n%q", got, err, want, count.statements)
			}
			if g.Session.Tag != "phone" {
				t.Errorf("the session has the tag %q", g.Session.Tag)
			}
		})
	}
}
