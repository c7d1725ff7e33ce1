package auth_test

import (
	"testing"
	"time"

	"phonelogin/auth/admin"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/config"
)

// anHourAhead does something while the clock is an hour ahead, as that of a replica
// of an older release may be, or of a database before a failover.
func (a *app) anHourAhead(do func()) {
	a.t.Helper()
	a.clock.advance(time.Hour)
	do()
	a.clock.advance(-time.Hour)
}

func TestANumberThatWasAskedForInTheFutureMayAsk(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() { a.mustAsk(ada) })
		a.clock.advance(time.Second)
		a.mustAsk(ada)
		_, err := a.ask(ada)
		if wait := a.refused(err, refusal.TooSoon).RetryAfter; wait > time.Minute {
			t.Errorf("the next message waits %v", wait)
		}
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
	})
}

func TestACodeOfTheFutureLivesNoLongerThanOthers(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() { a.mustAsk(ada) })
		if _, err := a.verify(ada, a.code()); err != nil {
			t.Errorf("the code does not count: %v", err)
		}
		a.anHourAhead(func() { a.mustAsk(ada) })
		_, err := a.verify(ada, a.wrong())
		a.refused(err, refusal.WrongCode)
		a.clock.advance(11 * time.Minute)
		_, err = a.verify(ada, a.code())
		a.refused(err, refusal.WrongCode)
	})
}

// Wrong codes count since the last right one. One that was right in the future must
// not hide those that follow (proves S5).
func TestASignInOfTheFutureHidesNoWrongCodes(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() { a.signIn(ada) })
		for range 2 {
			a.clock.advance(10 * time.Minute)
			a.mustAsk(ada)
			for range 5 {
				_, err := a.verify(ada, a.wrong())
				a.refused(err, refusal.WrongCode)
			}
		}
		a.clock.advance(45 * time.Second)
		_, err := a.ask(ada)
		if wait := a.refused(err, refusal.TooSoon).RetryAfter; wait != 15*time.Second {
			t.Errorf("after ten wrong codes: got a wait of %v, want 15s of a minute", wait)
		}
	}, func(c *config.Config) { c.Auth.RateLimits.OTP.Period = time.Second })
}

func TestWrongCodesOfTheFutureDelayAsThoseOfNow(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() {
			a.mustAsk(ada)
			for range 5 {
				_, err := a.verify(ada, a.wrong())
				a.refused(err, refusal.WrongCode)
			}
		})
		_, err := a.ask(ada)
		if wait := a.refused(err, refusal.TooSoon).RetryAfter; wait != 30*time.Second {
			t.Errorf("got a wait of %v, want 30s", wait)
		}
		a.clock.advance(30 * time.Second)
		a.mustAsk(ada)
	})
}

func TestABucketThatWasFilledInTheFutureFillsOnFromNow(t *testing.T) {
	each(t, func(a *app) {
		allow := func() error { return a.Gate.Allow(t.Context(), limits.OTP, "203.0.113.9") }
		a.anHourAhead(func() {
			for allow() == nil {
			}
		})
		a.refused(allow(), refusal.TooManyRequests)
		a.clock.advance(10 * time.Second) // 30 in five minutes
		if err := allow(); err != nil {
			t.Errorf("after ten seconds: %v", err)
		}
		a.refused(allow(), refusal.TooManyRequests)
	}, func(c *config.Config) { c.Auth.RateLimit.SignInSignUps = 30 })
}

func TestABudgetThatBeganInTheFutureEnds(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() { a.mustAsk(ada) })
		a.mustAsk(ada + "1")
		_, err := a.ask(ada + "2")
		a.refused(err, refusal.BudgetSpent)
		a.clock.advance(time.Hour)
		a.mustAsk(ada + "2")
	}, func(c *config.Config) {
		c.Mode, c.Auth.RateLimit.SMSSent, c.Auth.RateLimit.SMSSentPeriod = config.Production, 1, time.Hour
	})
}

// Every reuse would else be that of a client with many tabs, until the time is
// reached (proves S33).
func TestARefreshOfTheFutureExcusesNoReuse(t *testing.T) {
	for version, after := range map[int]refusal.Reason{2: refusal.UnknownRefresh, 1: refusal.RefreshReused} {
		each(t, func(a *app) {
			first := a.signIn(ada)
			var newest *sessions.Grant
			a.anHourAhead(func() { newest = a.mustRefresh(a.mustRefresh(first.RefreshToken).RefreshToken) })
			a.clock.advance(11 * time.Second)
			_, err := a.refresh(first.RefreshToken)
			a.refused(err, refusal.RefreshReused)
			_, err = a.refresh(newest.RefreshToken)
			a.refused(err, after)
		}, func(c *config.Config) { c.Auth.RefreshTokenVersion = version })
	}
}

func TestASessionOfTheFutureEndsNoNewerOne(t *testing.T) {
	each(t, func(a *app) {
		a.anHourAhead(func() { a.signIn(ada) })
		a.clock.advance(2 * time.Minute)
		newest := a.signIn(ada)
		a.mustRefresh(newest.RefreshToken)
	}, func(c *config.Config) { c.Auth.Sessions.SinglePerUser = true })
}

func TestGuessesAtAPasswordInTheFutureKeepNobodyOut(t *testing.T) {
	each(t, func(a *app) {
		_, err := a.Admin.CreateUser(t.Context(), admin.Admin{Role: "service_role"}, admin.Attributes{Phone: ada, Password: "a long password", PhoneConfirm: true})
		if err != nil {
			t.Fatal(err)
		}
		guess := func(password string) error {
			_, err := a.SignInWithPassword(t.Context(), ada, password)
			return err
		}
		a.anHourAhead(func() {
			for range 5 {
				a.refused(guess("wrong"), refusal.BadCredentials)
			}
		})
		if err := guess("a long password"); err != nil {
			t.Errorf("the right password: %v", err)
		}
	})
}
