package handlers_test

import (
	"net/http"
	"testing"
	"time"

	"phonelogin/config"
)

// anHourAhead does something while the clock is an hour ahead.
func (a *app) anHourAhead(do func()) {
	a.t.Helper()
	a.advance(time.Hour)
	do()
	a.advance(-time.Hour)
}

// forADay lets sessions outlive the hour.
func forADay(c *config.Config) { c.Auth.JWTExpiry = 24 * time.Hour }

func TestGuessesAtAFactorInTheFutureKeepNobodyOut(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		a.anHourAhead(func() {
			c := a.challengeFactor(s, f)
			for range 5 {
				a.proveFactor(s, f, c, "wrong").refused(422, "mfa_verification_failed")
			}
		})
		a.proveFactor(s, f, a.challengeFactor(s, f), a.app6238(f)).ok()
	}, forADay)
}

func TestACodeOfAnAuthenticatorUsedInTheFutureKeepsNobodyOut(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		a.anHourAhead(func() { a.proveFactor(s, f, a.challengeFactor(s, f), a.app6238(f)).ok() })
		code := a.app6238(f)
		c := a.challengeFactor(s, f)
		a.proveFactor(s, f, c, code).ok()
		a.proveFactor(s, f, a.challengeFactor(s, f), code).refused(422, "mfa_verification_failed") // it was used
	}, forADay)
}

func TestFactorsBegunInTheFutureMakeRoom(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.anHourAhead(func() {
			for range 10 {
				a.enroll(s, `{"factor_type":"totp"}`)
			}
		})
		a.enroll(s, `{"factor_type":"totp"}`)
	}, forADay)
}

func TestABrowserThatAskedInTheFutureMayAsk(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		numbers := []string{"+4915112345601", "+4915112345602", "+4915112345603", "+4915112345604"}
		a.anHourAhead(func() {
			for _, n := range numbers[:3] {
				b.ask("/login", n)
			}
			b.ask("/login", numbers[3]).shows(http.StatusTooManyRequests, "/login", "")
		})
		b.ask("/login", numbers[3]).shows(http.StatusOK, "/login/code", "")
	})
}
