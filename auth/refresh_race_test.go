package auth_test

import (
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

// Every kind of token that a client may hold after a server was taken over.
func TestFiftyClientsWithOneTokenOfAnyKindAllKeepAWorkingSession(t *testing.T) {
	for _, test := range []struct {
		name    string
		version int
		token   func(a *app) string
	}{
		{"version 2", 2, func(a *app) string { return a.signIn(ada).RefreshToken }},
		{"version 2 of another server", 2, func(a *app) string { return a.importedKey(5)(5) }},
		{"12 characters", 1, func(a *app) string { return a.signIn(ada).RefreshToken }},
		{"12 characters of another server", 1, func(a *app) string { a.importedShort("6iv7oabu6lko"); return "6iv7oabu6lko" }},
		{"12 characters, to version 2", 2, func(a *app) string { a.importedShort("6iv7oabu6lko"); return "6iv7oabu6lko" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				got := a.refreshAtOnce(50, test.token(a))
				for _, token := range got {
					if token != got[0] || token == "" {
						a.t.Fatalf("two clients hold different tokens: %q", got)
					}
				}
				// All of them refresh again, not at the same time.
				next := a.mustRefresh(got[0]).RefreshToken
				a.clock.advance(time.Minute)
				a.yields(got[0], next)
			}, func(c *config.Config) { c.Auth.RefreshTokenVersion = test.version })
		})
	}
}

// refreshAtOnce tells what many clients with one token got; "" for a refusal.
func (a *app) refreshAtOnce(n int, token string) []string {
	got := make([]string, n)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			g, err := a.refresh(token)
			if err == nil {
				got[i] = g.RefreshToken
			} else if !isRefusal(err) {
				a.t.Errorf("client %d: %v", i, err)
			}
		})
	}
	all.Wait()
	return got
}

// The reference server hands out a working token after reuse was detected, to
// whoever is quick enough; proves S33.
func TestARevocationIsNotOutrun(t *testing.T) {
	for _, test := range []struct {
		name     string
		from, to int // the versions before and after a restart
	}{{"12 characters", 1, 1}, {"12 characters, to version 2", 1, 2}, {"version 2", 2, 2}} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				for round := range 10 {
					a.atVersion(test.from, noInterval)
					one := a.again(ada).RefreshToken
					two := a.mustRefresh(one).RefreshToken
					three := a.mustRefresh(two).RefreshToken
					a.atVersion(test.to, noInterval)
					// An old token comes while the newest is used many times.
					var held []string
					var all sync.WaitGroup
					all.Go(func() {
						if _, err := a.refresh(one); !isRefusal(err) {
							a.t.Errorf("the old token: %v", err)
						}
					})
					all.Go(func() { held = a.refreshAtOnce(8, three) })
					all.Wait()
					for _, token := range append(held, two, three) {
						if _, err := a.refresh(token); token != "" && !isRefusal(err) {
							a.t.Fatalf("round %d: a token outran the revocation: %v", round, err)
						}
					}
				}
			})
		})
	}
}
