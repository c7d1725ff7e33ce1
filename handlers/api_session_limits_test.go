package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// expired is the answer to a refresh of a session that is over.
func expired(why string) string {
	return legacy("400", "session_expired", "Invalid Refresh Token: Session Expired"+why)
}

// refused checks the answer to a session's refresh and that its access token
// works on (wire contract, section 8.4).
func (a *app) refused(s session, body string) {
	a.t.Helper()
	a.refresh(s.RefreshToken).is(400, body).has("X-Sb-Error-Code", "session_expired").
		has("Sb-Auth-User-Id", s.User.ID).has("Sb-Auth-Session-Id", sessionOf(a.t, s)).
		has("Sb-Auth-Refresh-Token-Rotated", "")
	a.json("GET", "/user", "", s.bearer()...).ok()
}

// renew refreshes a session.
func (a *app) renew(s session) (next session) {
	a.t.Helper()
	a.refresh(s.RefreshToken).ok().read(&next)
	return next
}

// eachVersion runs a test with both forms of refresh tokens.
func eachVersion(t *testing.T, test func(a *app), change ...func(*config.Config)) {
	t.Helper()
	for name, version := range map[string]int{"12 characters": 1, "version 2": 2} {
		t.Run(name, func(t *testing.T) {
			each(t, test, append(change, func(c *config.Config) { c.Auth.RefreshTokenVersion = version })...)
		})
	}
}

func shortTokens(c *config.Config) { c.Auth.RefreshTokenVersion = 1 }

// Wire transcripts E29 and E30; proves S32.
func TestASessionEndsWhenItsTimeboxIsOver(t *testing.T) {
	eachVersion(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(20 * time.Minute)
		second := a.renew(s)
		a.advance(10*time.Minute + time.Second)
		a.refused(second, expired(""))
		a.refused(s, expired("")) // the parent yields nothing either
	}, func(c *config.Config) { c.Auth.Sessions.Timebox = 30 * time.Minute })
}

func TestSessionsThatAreOverAreNeitherListedNorKept(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(31 * time.Minute)
		newer := a.signIn(ada)
		open, err := a.domain.Sessions.ListOpen(t.Context(), s.User.ID)
		if err != nil || len(open) != 1 || open[0].ID != sessionOf(t, newer) {
			t.Errorf("got the sessions %v, %v, want the newer one", open, err)
		}
		a.advance(25*time.Hour + 10*time.Minute) // a day, and the life of access tokens
		if err := a.domain.Purger.Purge(t.Context()); err != nil || a.rows("sessions") != 1 {
			t.Errorf("got %d sessions, %v, want the newer one", a.rows("sessions"), err)
		}
	}, func(c *config.Config) { c.Auth.Sessions.Timebox = 30 * time.Minute })
}

// Wire transcript E32; proves S32.
func TestASessionEndsWhenItIsNotRefreshed(t *testing.T) {
	eachVersion(t, func(a *app) {
		s := a.signIn(ada)
		for range 3 {
			a.advance(20 * time.Minute)
			s = a.renew(s)
		}
		a.advance(30*time.Minute + time.Second)
		a.refused(s, expired(" (Inactivity)"))
	}, func(c *config.Config) { c.Auth.Sessions.InactivityTimeout = 30 * time.Minute })
}

// Wire transcripts E33 to E36.
func TestOnlyTheSessionUsedLastLives(t *testing.T) {
	eachVersion(t, func(a *app) {
		first := a.signIn(ada)
		stranger := a.signIn(grace)
		second := a.again(ada)
		a.refused(first, expired(" (Revoked by Newer Login)"))
		a.renew(second)
		a.renew(stranger)
	}, func(c *config.Config) { c.Auth.Sessions.SinglePerUser = true })
}

func TestSessionsWithDifferentTagsLiveBesideOneAnother(t *testing.T) {
	each(t, func(a *app) {
		first := a.signIn(ada)
		a.again(ada)
		a.tag(first, "'tablet'")
		first = a.renew(first)
		a.tag(first, "'unheard of'") // which counts as the first tag
		second := a.again(ada)
		a.refused(first, expired(" (Revoked by Newer Login)"))
		a.tag(second, "NULL")
		a.again(ada)
		a.refused(second, expired(" (Revoked by Newer Login)"))
	}, func(c *config.Config) {
		c.Auth.Sessions.SinglePerUser = true
		c.Auth.Sessions.Tags = []string{"phone", "tablet"}
	})
}

// The newer session's tokens were revoked: it keeps the older one out no longer.
func TestASessionWithoutGoodTokensReplacesNone(t *testing.T) {
	eachVersion(t, func(a *app) {
		older, newer := a.signIn(ada), a.again(ada)
		a.renew(a.renew(newer))
		a.refused(older, expired(" (Revoked by Newer Login)"))
		a.refresh(newer.RefreshToken).is(400, alreadyUsed)
		a.renew(older)
	}, func(c *config.Config) {
		c.Auth.Sessions.SinglePerUser = true
		c.Auth.RefreshTokenReuseInterval = 0
	})
}

func TestASessionEndsAtTheTimeThatItWasGiven(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(time.Minute)
		a.signIn(grace) // whose row has the time of the end
		a.write(`UPDATE auth.sessions SET not_after = (SELECT max(created_at) FROM auth.sessions)
			WHERE id = '` + sessionOf(a.t, s) + "'")
		a.advance(-time.Second)
		s = a.renew(s)
		a.advance(time.Second)
		a.refused(s, expired(""))
	})
}

// A user with a second factor may go without it for a while: refreshes and access
// tokens end then.
func TestASessionWithoutTheSecondFactorEndsSoon(t *testing.T) {
	eachVersion(t, func(a *app) {
		s := a.signIn(ada)
		s = a.renew(s) // nobody has a factor
		a.addFactor(s, "unverified")
		a.advance(6 * time.Minute)
		var next struct {
			session
			ExpiresIn int `json:"expires_in"`
		}
		a.refresh(s.RefreshToken).ok().read(&next)
		if next.ExpiresIn != 3600 {
			a.t.Errorf("an unverified factor: the token lives for %d s, want 3600", next.ExpiresIn)
		}
		a.write("UPDATE auth.mfa_factors SET status = 'verified'")
		a.refused(next.session, expired(" (Low AAL: User Needs MFA Verification)"))

		a.advance(2 * time.Minute)
		low := a.again(ada) // whose session began just now
		a.advance(2 * time.Minute)
		a.refresh(low.RefreshToken).ok().read(&next)
		if next.ExpiresIn != 180 {
			a.t.Errorf("the token lives for %d s, want 180: the session may go on for 3 more minutes", next.ExpiresIn)
		}
		a.write("UPDATE auth.sessions SET aal = 'aal2'")
		a.advance(time.Hour)
		a.renew(next.session)
	}, func(c *config.Config) { c.Auth.Sessions.AllowLowAAL = 5 * time.Minute })
}

// Whoever is signed in at our pages is led into apps without a code: that ends
// with the same limits. Apps' sessions do not end it, nor it theirs.
func TestTheLimitsHoldForBrowsersAtOurPagesToo(t *testing.T) {
	each(t, func(a *app) {
		b, other := a.browser(), a.browser()
		b.signIn(ada)
		s := a.again(ada)
		b.get("/account").shows(200, "/account", "+49 1511 2345678")
		a.advance(time.Minute)
		other.signIn(ada)
		b.get("/account").shows(200, "/login", "Mobile number")
		a.renew(s)
		other.get("/account").shows(200, "/account", "+49 1511 2345678")
		a.advance(30*time.Minute + time.Second)
		other.get("/account").shows(200, "/login", "Mobile number")
	}, func(c *config.Config) {
		c.Auth.Sessions.SinglePerUser = true
		c.Auth.Sessions.Timebox = 30 * time.Minute
	})
}

// tag gives a session a tag, written as SQL.
func (a *app) tag(s session, tag string) {
	a.t.Helper()
	a.write("UPDATE auth.sessions SET tag = " + tag + " WHERE id = '" + sessionOf(a.t, s) + "'")
}

// addFactor gives the session's user a factor.
func (a *app) addFactor(s session, status string) {
	a.t.Helper()
	a.write(`INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
		SELECT '0184694a-5e66-474e-8448-7fbb3f8f037e', id, '', 'totp', '` + status + `', created_at, updated_at
		FROM auth.users WHERE id = '` + s.User.ID + `'`)
	a.write("UPDATE auth.users SET factors = 1 WHERE id = '" + s.User.ID + "'")
}

// write changes rows in a way that no request can.
func (a *app) write(statement string) {
	a.t.Helper()
	if a.db.Kind() == "sqlite" {
		statement = strings.ReplaceAll(statement, "auth.", "")
	}
	if _, err := a.pool.ExecContext(a.t.Context(), statement); err != nil {
		a.t.Fatal(err)
	}
}

// sessionOf is the session of an access token.
func sessionOf(t *testing.T, s session) string {
	t.Helper()
	var claims struct {
		SessionID string `json:"session_id"`
	}
	if err := json.Unmarshal(decode(t, strings.Split(s.AccessToken, ".")[1]), &claims); err != nil {
		t.Fatal(err)
	}
	return claims.SessionID
}

// A factor makes a session with tokens of 12 characters one of version 2, whose
// older tokens die as always.
func TestAFactorMovesShortRefreshTokensToVersion2(t *testing.T) {
	each(t, func(a *app) {
		low := a.signIn(ada)
		f := a.enroll(low, `{"factor_type":"totp"}`)
		var high session
		a.proveFactor(low, f, a.challengeFactor(low, f), a.app6238(f)).ok().has("Sb-Auth-Refresh-Token-Counter", "2").read(&high)
		high = a.renew(high)
		a.advance(time.Minute)
		a.refresh(low.RefreshToken).is(400, alreadyUsed)
		a.refresh(high.RefreshToken).is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
	}, shortTokens)
}
