package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

func (a *app) resend(phone string) answer {
	a.t.Helper()
	return a.json("POST", "/resend", `{"type":"sms","phone":"`+phone+`"}`)
}

func soon(wait string) string {
	return legacy("429", "over_sms_send_rate_limit", "For security purposes, you can only request this after "+wait+" seconds.")
}

// A known number and a new one are told the same: when the next message goes, and
// then it goes.
func TestARequestThatWasNotAnsweredIsSentAgain(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.advance(time.Minute)
		for _, phone := range []string{ada, grace} {
			a.json("POST", "/otp", `{"phone":"`+phone+`","data":{"plan":"gold"},"channel":"whatsapp"}`).ok()
			before, code := len(a.sent(phone)), a.code()
			a.advance(20 * time.Second)
			a.resend(phone).is(429, soon("40")).has("Retry-After", "40")
			if n := len(a.sent(phone)); n != before {
				a.t.Errorf("%d messages were sent too soon", n-before)
			}
			a.advance(40 * time.Second)
			a.resend(phone).ok()
			if n := len(a.sent(phone)); n != before+1 {
				a.t.Errorf("%d messages were sent again, want 1", n-before)
			}
			if last := a.inbox.Messages()[0]; last.Channel != "whatsapp" || last.Code != code {
				a.t.Errorf("sent %s by %s, want %s by the same channel", last.Code, last.Channel, code)
			}
			a.enter(phone, code)
			a.advance(time.Minute)
		}
		if u := a.signIn(grace).User; u.Phone != grace[1:] {
			a.t.Errorf("got %+v", u)
		}
		if got := a.json("GET", "/admin/users", "", "apikey", secret, "Authorization", "Bearer "+secret); strings.Count(got.body, `"plan":"gold"`) != 2 {
			a.t.Errorf("the new user lacks its metadata: %s", got.body) // once in the user, once in its identity
		}
	}, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 5 * time.Minute })
}

// The period and the validity are both a minute by default: the code of the second
// message is good.
func TestACodeThatIsSentAgainIsGoodWithTheDefaults(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		a.advance(time.Minute)
		a.resend(ada).ok()
		a.advance(30 * time.Second)
		a.resend(ada).refused(429, "over_sms_send_rate_limit")
		a.enter(ada, a.code())
	})
}

func TestNothingIsSentAgainThatNobodyWaitsFor(t *testing.T) {
	each(t, func(a *app) {
		nothing := func(why, phone string) {
			a.t.Helper()
			before := len(a.inbox.Messages())
			a.resend(phone).is(200, `{}`)
			a.settle()
			if n := len(a.inbox.Messages()); n != before {
				a.t.Errorf("%s: %d messages", why, n-before)
			}
		}
		nothing("never asked", ada)
		a.signIn(ada)
		nothing("answered", ada)
		a.advance(time.Minute)
		nothing("answered a while ago", ada)
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).ok()
		a.browser().ask("/login", a.number()) // whose code is no answer to the API
		a.advance(10 * time.Minute)
		nothing("asked too long ago", grace)
		phone := a.number()
		a.browser().ask("/login", phone)
		a.advance(time.Minute)
		nothing("asked at a page", phone)
	})
}

// Whether somebody may come in is told by nothing: not by the answer, not by the
// wait.
func TestResendsDoNotTellWhoIsKnown(t *testing.T) {
	each(t, func(a *app) {
		banned := a.number()
		id := a.signIn(banned).User.ID
		a.signIn(ada)
		a.advance(time.Minute)
		a.json("PUT", "/admin/users/"+id, `{"ban_duration":"24h"}`, "Authorization", "Bearer "+secret).ok()
		said := map[string]bool{}
		for _, phone := range []string{ada, grace, banned} {
			before := len(a.sent(phone))
			a.json("POST", "/otp", `{"phone":"`+phone+`","create_user":false}`).ok()
			a.advance(time.Second)
			a.resend(phone).is(429, soon("59")).has("Retry-After", "59")
			a.advance(time.Minute)
			said[a.resend(phone).ok().body] = true
			if n := len(a.sent(phone)) - before; n != map[bool]int{true: 2, false: 0}[phone == ada] {
				a.t.Errorf("%d messages to %s", n, phone)
			}
			a.advance(time.Minute)
		}
		if len(said) != 1 {
			a.t.Errorf("answers differ: %v", said)
		}
	}, func(c *config.Config) { c.Auth.SMS.DiscloseUnknown = false })
}

// A sign-up is sent again as one: its code confirms the password.
func TestASignUpIsSentAgainAndWaits(t *testing.T) {
	each(t, func(a *app) {
		a.signUp(ada, horse).ok()
		a.resend(ada).is(429, soon("60")).has("Retry-After", "60")
		a.advance(time.Minute)
		a.resend(ada).ok()
		a.enter(ada, a.code())
		a.withPassword(ada, horse).ok()
	})
}

func TestAChangeOfNumberIsSentAgainAndWaits(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		again := func() answer { return a.json("POST", "/resend", `{"type":"phone_change","phone":"`+grace+`"}`) }
		a.advance(20 * time.Second)
		again().is(429, soon("40")).has("Retry-After", "40")
		a.advance(40 * time.Second)
		again().ok()
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+a.code()+`"}`).ok()
		before := len(a.sent(grace))
		a.advance(time.Minute)
		again().is(200, `{}`)
		if n := len(a.sent(grace)); n != before {
			a.t.Errorf("%d messages after the change", n-before)
		}
	})
}
