package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// proves S5, S6: the fifth wrong code ends a challenge, and the next one does not
// begin anew.
func TestGuessesAtAFactorGetSlowerAndEnd(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		c := a.challengeFactor(s, f)
		for range 5 {
			a.proveFactor(s, f, c, a.wrong6238(f)).refused(422, "mfa_verification_failed")
		}
		a.proveFactor(s, f, c, a.app6238(f)).refused(422, "mfa_challenge_expired")
		c = a.challengeFactor(s, f)
		a.proveFactor(s, f, c, a.app6238(f)).
			is(429, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}`).
			has("Retry-After", "30")
		for range 95 {
			a.advance(time.Hour)
			s = a.renewed(s)
			a.proveFactor(s, f, a.challengeFactor(s, f), a.wrong6238(f)).refused(422, "mfa_verification_failed")
		}
		a.advance(24 * time.Hour)
		s = a.renewed(s)
		c = a.challengeFactor(s, f)
		a.proveFactor(s, f, c, a.app6238(f)).
			is(429, `{"code":429,"error_code":"over_request_rate_limit","msg":"Too many wrong codes for this factor"}`).
			has("Retry-After", "")
	})
}

// proves S5: the number of a factor has its own count, which making the factor
// anew does not reset, and strangers cannot raise it (proves S7).
func TestWrongCodesOfANumberCountWhateverFactorItIs(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, phoneFactor)
		c := a.challengeFactor(s, f)
		for range 5 {
			a.proveFactor(s, f, c, a.wrong()).refused(422, "mfa_verification_failed")
		}
		a.json("DELETE", "/factors/"+f.ID, "", s.bearer()...).ok()
		a.advance(15 * time.Second)
		f = a.enroll(s, phoneFactor)
		a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...).
			refused(429, "over_sms_send_rate_limit").has("Retry-After", "15")
		// Whoever has the number signs in with it meanwhile.
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).ok()
	}, withFactors, func(c *config.Config) { c.Auth.RateLimits.OTP.Period = 10 * time.Second })
}

// proves S4: a code of a factor opens nothing else, and no other code proves it.
func TestACodeOfAFactorIsOfNoOtherUse(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, phoneFactor)
		c := a.challengeFactor(s, f)
		code := a.code()
		a.json("POST", "/verify", verify(grace, code)).refused(403, "otp_expired")
		a.advance(time.Minute)
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).ok()
		if login := a.code(); login != code {
			a.proveFactor(s, f, c, login).refused(422, "mfa_verification_failed")
		}
		a.proveFactor(s, f, c, code).ok()
	}, withFactors)
}

// proves S3
func TestOneOfManyRightAnswersToAFactorIsTaken(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		for _, body := range []string{phoneFactor, `{"factor_type":"totp"}`} {
			f := a.enroll(s, body)
			c := a.challengeFactor(s, f)
			code := a.code()
			if f.TOTP.Secret != "" {
				code = a.app6238(f)
			}
			answers := atOnce(20, func() answer { return a.proveFactor(s, f, c, code) })
			if count(answers, 200) != 1 || count(answers, 200)+count(answers, 422)+count(answers, 429) != 20 {
				t.Errorf("%d times 200, %d times 422, %d times 429", count(answers, 200), count(answers, 422), count(answers, 429))
			}
			for _, got := range answers {
				if got.status == http.StatusOK {
					got.read(&s)
				}
			}
		}
		if said := a.says(s); said != "aal2 totp mfa/phone otp" {
			t.Errorf("the token says %q", said)
		}
	}, withFactors)
}

// proves S8
func TestParallelGuessesAtAFactorCannotExceedTheTries(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		c := a.challengeFactor(s, f)
		guess := a.wrong6238(f)
		answers := atOnce(30, func() answer { return a.proveFactor(s, f, c, guess) })
		wrong := 0
		for _, got := range answers {
			if strings.Contains(got.body, "mfa_verification_failed") {
				wrong++
			}
		}
		if wrong != 5 || count(answers, 422)+count(answers, 429) != 30 {
			t.Errorf("%d codes were compared, want 5", wrong)
		}
	})
}

func TestManyEnrolmentsAtOnceStayWithinTheMaximum(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		answers := atOnce(15, func() answer { return a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...) })
		if count(answers, 200) != 3 || count(answers, 422) != 12 || a.rows("mfa_factors") != 3 {
			t.Errorf("%d times 200, %d times 422, %d factors", count(answers, 200), count(answers, 422), a.rows("mfa_factors"))
		}
		a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...).
			is(422, `{"code":422,"error_code":"too_many_enrolled_mfa_factors","msg":"Maximum number of verified factors reached, unenroll to continue"}`)
		// Those that nobody finished make room.
		a.advance(6 * time.Minute)
		a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...).ok()
		if n := a.rows("mfa_factors"); n != 1 {
			t.Errorf("%d factors, want 1", n)
		}
	}, func(c *config.Config) { c.Auth.MFA.MaxEnrolledFactors = 3 })
}

// One user cannot have the whole country texted.
func TestAUserHasCodesSentToFewNewNumbers(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		for i := range 6 {
			f := a.enroll(s, fmt.Sprintf(`{"factor_type":"phone","phone":"+49151999990%02d"}`, i))
			got := a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...)
			if i < 5 {
				got.ok()
			} else {
				got.refused(429, "over_sms_send_rate_limit").has("Retry-After", "83400") // a day less fifty minutes
			}
			a.json("DELETE", "/factors/"+f.ID, "", s.bearer()...).ok()
			a.advance(10 * time.Minute)
		}
		a.advance(83400*time.Second - 10*time.Minute)
		s = a.renewed(s)
		f := a.enroll(s, `{"factor_type":"phone","phone":"+4915199999006"}`)
		a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...).ok()
	}, withFactors)
}
