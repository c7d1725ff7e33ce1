package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// rotated signs in and refreshes three times: the tokens, the oldest first.
func (a *app) rotated() []string {
	a.t.Helper()
	s := a.signIn(ada)
	all := []string{s.RefreshToken}
	for range 3 {
		a.advance(time.Minute)
		a.refresh(s.RefreshToken).ok().read(&s)
		all = append(all, s.RefreshToken)
	}
	return all
}

// restored puts the database back to the time after the first refresh: what came
// later is lost.
func (a *app) restored() {
	a.t.Helper()
	a.advance(time.Minute)
	a.set("sessions", "token_counter = 1")
}

func TestADatabaseThatLostRowsSignsNobodyOut(t *testing.T) {
	each(t, func(a *app) {
		held := a.rotated()
		a.restored()
		var next session
		a.refresh(held[3]).ok().has("Sb-Auth-Refresh-Token-Counter", "4").has("Sb-Auth-Refresh-Token-Reuse", "false").read(&next)
		a.json("GET", "/user", "", next.bearer()...).ok()
		if !strings.Contains(a.transcript.log(), "database lost rows") {
			t.Error("the log says nothing")
		}
		audit := a.json("GET", "/admin/audit?query=action:session_recovered", "", "Authorization", "Bearer "+secret).ok()
		if !strings.Contains(audit.body, `"ahead":2`) {
			t.Errorf("the audit log says %s", audit.body)
		}
		// It is the parent of the newest now, as if nothing had happened.
		a.advance(time.Minute)
		var again session
		a.refresh(held[3]).ok().read(&again)
		if again.RefreshToken != next.RefreshToken {
			t.Error("the same token yields another one")
		}
		// And older ones are judged by the new counter: somebody else holds them.
		a.refresh(held[2]).is(400, alreadyUsed)
		a.refresh(next.RefreshToken).refused(400, "refresh_token_not_found")
	})
}

func TestOneOfManyWithATokenThatIsNewerMovesTheSessionOn(t *testing.T) {
	each(t, func(a *app) {
		held := a.rotated()
		a.restored()
		got := map[string]bool{}
		for _, answer := range atOnce(30, func() answer { return a.refresh(held[3]) }) {
			var s session
			answer.ok().read(&s)
			got[s.RefreshToken] = true
		}
		if len(got) != 1 {
			t.Errorf("got %d different tokens", len(got))
		}
		if n := strings.Count(a.transcript.log(), "database lost rows"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

func TestATokenThatIsNewerCanBeRefused(t *testing.T) {
	each(t, func(a *app) {
		held := a.rotated()
		a.restored()
		a.refresh(held[3]).is(400, legacy("400", "validation_failed", "Invalid Refresh Token: Not Issued By This Server"))
		a.refresh(held[1]).ok() // the one that the database knows
	}, func(c *config.Config) { c.Auth.RefreshTokenAllowNewer = false })
}

func TestATokenThatIsNewerOpensNothingElse(t *testing.T) {
	each(t, func(a *app) {
		held := a.rotated()
		a.restored()
		read, err := tokens.ReadRefresh(held[3])
		if err != nil {
			t.Fatal(err)
		}
		forged, err := tokens.WriteRefresh(make([]byte, 32), tokens.Refresh{Session: read.Session, Counter: 9})
		if err != nil {
			t.Fatal(err)
		}
		a.refresh(forged).refused(400, "refresh_token_not_found")
		a.set("users", "banned_until = '2030-01-01 00:00:00+00:00'")
		a.refresh(held[3]).refused(400, "user_banned")
		a.set("users", "banned_until = NULL")
		a.set("sessions", "not_after = '2026-03-01 12:03:30+00:00'")
		a.refresh(held[3]).refused(400, "session_expired")
		if _, err := a.pool.ExecContext(t.Context(), "DELETE FROM "+a.table("sessions")); err != nil {
			t.Fatal(err)
		}
		a.refresh(held[3]).refused(400, "refresh_token_not_found")
	})
}

// A token of 12 characters says nothing by itself: without its row nobody knows
// whose it is.
func TestAShortTokenWhoseRowIsLostIsUnknown(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		first := s.RefreshToken
		a.advance(time.Minute)
		a.refresh(first).ok().read(&s)
		a.advance(time.Minute)
		if _, err := a.pool.ExecContext(t.Context(), "DELETE FROM "+a.table("refresh_tokens")+" WHERE parent IS NOT NULL"); err != nil {
			t.Fatal(err)
		}
		a.set("refresh_tokens", "revoked = false")
		a.refresh(s.RefreshToken).refused(400, "refresh_token_not_found")
		a.refresh(first).ok()
	}, func(c *config.Config) { c.Auth.RefreshTokenVersion = 1 })
}

// A session that moved to tokens of version 2 after the backup goes on with them.
func TestASessionThatLostItsUpgradeGoesOn(t *testing.T) {
	each(t, func(a *app) {
		short := a.signIn(ada)
		a.config.Auth.RefreshTokenVersion = 2
		a.serveWith(a.config)
		var s session
		a.advance(time.Minute)
		a.refresh(short.RefreshToken).ok().read(&s)
		a.advance(time.Minute)
		a.set("sessions", "token_counter = 0")
		a.set("refresh_tokens", "revoked = false")
		a.refresh(s.RefreshToken).ok().has("Sb-Auth-Refresh-Token-Counter", "2")
	}, func(c *config.Config) { c.Auth.RefreshTokenVersion = 1 })
}
