package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// codeForms are ways in which people type and paste a code, and keyboards write it.
var codeForms = map[string]func(code string) string{
	"as it is":            func(c string) string { return c },
	"blanks around":       func(c string) string { return " " + c + "\r\n" },
	"a blank within":      func(c string) string { return c[:3] + " " + c[3:] },
	"blanks between all":  func(c string) string { return strings.Join(strings.Split(c, ""), " ") },
	"a no-break space":    func(c string) string { return c[:3] + "\u00a0" + c[3:] },
	"a dash within":       func(c string) string { return c[:3] + "-" + c[3:] },
	"another dash":        func(c string) string { return c[:3] + "–" + c[3:] },
	"a prefix":            func(c string) string { return "G-" + c },
	"a direction":         func(c string) string { return "\u2066" + c + "\u2069" },
	"a whole message":     func(c string) string { return "Your code is " + c + ". Valid for 1 minute.\n\n@example.com #" + c },
	"Arabic digits":       func(c string) string { return inDigits(c, '٠') },
	"Persian digits":      func(c string) string { return inDigits(c, '۰') },
	"Devanagari digits":   func(c string) string { return inDigits(c, '०') },
	"full-width digits":   func(c string) string { return inDigits(c, '０') },
	"mathematical digits": func(c string) string { return inDigits(c, '𝟘') },
}

// inDigits writes a code in the digits of a script, whose zero is given.
func inDigits(code string, zero rune) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return zero + r - '0'
	}, code)
}

// noCodes cannot be a code of six digits, so nobody guesses with them.
func noCodes(code string) []string {
	return []string{"     ", "-", "abcdef", "O" + code[1:], code[:5], code[1:], code + "0", "0" + code, code + code, "😀", strings.Repeat("1", 5000)}
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // of a string, it cannot fail
	return string(text)
}

func TestACodeIsTakenInTheFormsThatPeopleWriteIt(t *testing.T) {
	each(t, func(a *app) {
		for name, form := range codeForms {
			phone := a.number()
			a.json("POST", "/otp", `{"phone":"`+phone+`"}`).ok()
			got := a.json("POST", "/verify", `{"type":"sms","phone":"`+phone+`","token":`+quoted(form(a.code()))+`}`)
			if got.status != 200 {
				a.t.Errorf("%s: got %d %s", name, got.status, got.body)
			}
		}
	})
}

func TestWhatCannotBeACodeIsNoTry(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		for _, text := range noCodes(a.code()) {
			a.json("POST", "/verify", `{"type":"sms","phone":"`+ada+`","token":`+quoted(text)+`}`).is(403, otpExpired)
		}
		s := a.enter(ada, a.code())

		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		for _, text := range noCodes(a.code()) {
			a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":`+quoted(text)+`}`).is(403, otpExpired)
		}
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+a.code()+`"}`).ok()
	})
}

func TestTheNonceOfAPasswordIsACodeLikeAnyOther(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(25 * time.Hour)
		a.refresh(s.RefreshToken).ok().read(&s)
		a.json("GET", "/reauthenticate", "", s.bearer()...).ok()
		put := func(nonce string) answer {
			return a.json("PUT", "/user", `{"password":"`+horse+`","nonce":`+quoted(nonce)+`}`, s.bearer()...)
		}
		for _, text := range noCodes(a.code()) {
			put(text).refused(422, "reauthentication_not_valid")
		}
		put(codeForms["Persian digits"](a.code())).ok()
	}, func(c *config.Config) { c.Auth.PasswordChangeNeedsReauthentication = true })
}

func TestCodesOfFactorsAreTakenInTheFormsThatPeopleWriteThem(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		prove := func(f factor, challenge, text string) answer {
			return a.json("POST", "/factors/"+f.ID+"/verify",
				`{"challenge_id":"`+challenge+`","code":`+quoted(text)+`}`, s.bearer()...)
		}
		for _, body := range []string{`{"factor_type":"totp"}`, phoneFactor} {
			f := a.enroll(s, body)
			c := a.challengeFactor(s, f)
			code := func() string {
				if f.TOTP.Secret != "" {
					return a.app6238(f)
				}
				return a.code()
			}
			for _, text := range noCodes(code()) {
				prove(f, c, text).refused(422, "mfa_verification_failed")
			}
			prove(f, c, codeForms["Devanagari digits"](codeForms["a dash within"](code()))).ok().read(&s)
		}
	}, withFactors)
}

// A provider that makes its codes may make them of another length.
func TestCodesOfAnotherLengthAreAskedAboutWhereAProviderMakesThem(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		for range 5 {
			a.json("POST", "/verify", verify(ada, "1234")).is(403, otpExpired)
		}
		a.json("POST", "/verify", verify(ada, a.code())).is(403, otpExpired) // they were tries
	}, func(c *config.Config) { c.Auth.SMS.TwilioVerify.Enabled = true })
}
