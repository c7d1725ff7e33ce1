package auth_test

import (
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/config"
)

// answer enters a code as the bearer of its challenge, who hears why not.
func (a *app) answer(asked *otp.SentCode, code string) error {
	a.t.Helper()
	_, err := a.Verify(a.t.Context(), otp.Attempt{
		Challenge: asked.Challenge, Phone: ada, Purpose: otp.Login, Face: otp.APIFace(), Code: code,
	})
	return err
}

func (a *app) tries(asked *otp.SentCode) int {
	a.t.Helper()
	c, err := a.db.Challenge(a.t.Context(), asked.Challenge)
	if err != nil {
		a.t.Fatal(err)
	}
	return c.Tries
}

// often lets a number ask as often as it likes.
func often(c *config.Config) { c.Auth.RateLimits.OTP.Period = time.Second }

// proves C11: with a validity and a period of 60 s each, the first message is late
// exactly when the second is asked for.
func TestALateFirstMessageSignsInWithTheDefaults(t *testing.T) {
	each(t, func(a *app) {
		first := a.mustAsk(ada)
		late := a.code()
		a.clock.advance(61 * time.Second)
		a.refused(a.answer(first, late), refusal.CodeExpired)
		if err := a.Purger.Purge(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		again := a.mustAsk(ada)
		if again.Challenge != first.Challenge || !again.ExpiresAt.Equal(again.SentAt.Add(time.Minute)) {
			a.t.Errorf("got %+v, want the first request for a minute more", again)
		}
		if n := a.tries(first); n != 0 {
			a.t.Errorf("the expired code cost %d tries", n)
		}
		a.clock.advance(59 * time.Second)
		if err := a.answer(first, late); err != nil {
			a.t.Errorf("the late code: %v", err)
		}
	})
}

// proves S2, C11
func TestACodeIsSentAgainForTenMinutes(t *testing.T) {
	each(t, func(a *app) {
		first := a.mustAsk(ada)
		code := a.code()
		for _, at := range []time.Duration{61 * time.Second, 4 * time.Minute, 9*time.Minute + 50*time.Second, 10*time.Minute - time.Microsecond} {
			a.clock.advance(first.SentAt.Add(at).Sub(a.clock.Now()))
			asked := a.mustAsk(ada)
			if a.code() != code || asked.ExpiresAt.Sub(asked.SentAt) != time.Minute {
				a.t.Errorf("after %v: got %s for %v, want %s for a minute", at, a.code(), asked.ExpiresAt.Sub(asked.SentAt), code)
			}
		}
		a.clock.advance(5 * time.Second)
		if next := a.mustAsk(ada); next.Challenge == first.Challenge || a.code() == code {
			a.t.Error("after ten minutes the code is still the same")
		}
	}, often)
}

// proves S2: a long validity counts from the last message too, and ends ten
// minutes after the code was made; only a message of the tenth minute has one of
// its own.
func TestNoCodeLivesLongerThanElevenMinutes(t *testing.T) {
	each(t, func(a *app) {
		first := a.mustAsk(ada)
		code := a.code()
		for _, test := range []struct{ sent, over time.Duration }{
			{time.Minute, 9 * time.Minute},
			{3 * time.Minute, 10 * time.Minute},
			{9*time.Minute + 30*time.Second, 10*time.Minute + 30*time.Second},
		} {
			a.clock.advance(first.SentAt.Add(test.sent).Sub(a.clock.Now()))
			if got := a.mustAsk(ada).ExpiresAt.Sub(first.SentAt); got != test.over || a.code() != code {
				a.t.Errorf("sent again after %v: got %s until %v, want %s until %v", test.sent, a.code(), got, code, test.over)
			}
		}
		a.clock.advance(time.Minute)
		a.refused(a.answer(first, code), refusal.CodeExpired)
	}, often, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 8 * time.Minute })
}

// proves S5, S6: neither a resend nor that the code was over gives tries back.
func TestTriesCountOverResends(t *testing.T) {
	each(t, func(a *app) {
		first := a.mustAsk(ada)
		code := a.code()
		for range 4 {
			a.refused(a.answer(first, a.wrong()), refusal.WrongCode)
		}
		a.clock.advance(2 * time.Minute)
		a.mustAsk(ada)
		a.refused(a.answer(first, a.wrong()), refusal.TooManyTries)
		a.refused(a.answer(first, code), refusal.TooManyTries)
		a.clock.advance(2 * time.Minute)
		if next := a.mustAsk(ada); next.Challenge == first.Challenge || a.code() == code {
			a.t.Error("a code without tries is sent again")
		}
	})
}

func TestACodeThatWasUsedIsNotSentAgain(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		code := a.code()
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
		if a.code() == code {
			a.t.Error("the code that was used is sent again")
		}
	})
}

// A code that is over for good and comes even later is wrong and costs no try of
// the one that took its place. That of another purpose costs one (proves S4).
func TestAnOlderCodeCostsNoTry(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		older := a.code()
		a.clock.advance(11 * time.Minute)
		asked := a.mustAsk(ada)
		for range 10 {
			if r := a.refused(a.answer(asked, older), refusal.WrongCode); r.TriesLeft != 5 {
				a.t.Errorf("%d tries are left, want 5", r.TriesLeft)
			}
		}
		_, err := a.verify(ada, older) // by the number, as the JSON API does
		a.refused(err, refusal.WrongCode)
		a.refused(a.answer(asked, a.wrong()), refusal.WrongCode)
		if n := a.tries(asked); n != 1 {
			a.t.Errorf("got %d tries, want that of the wrong code", n)
		}
		if err := a.answer(asked, a.code()); err != nil {
			a.t.Errorf("the newest code: %v", err)
		}
	})
}

// Codes of every purpose that is asked for again are the same.
func TestEveryPurposeSendsItsCodeAgain(t *testing.T) {
	each(t, func(a *app) {
		u := a.signIn(ada).User
		a.clock.advance(time.Minute)
		for _, p := range []otp.Purpose{otp.PhoneChange, otp.Proof, otp.MFA} {
			r := otp.Request{
				Phone: ada, Channel: auth.SMS, Purpose: p, Face: otp.PagesFace(""), UserID: u.ID,
			}
			first, err := a.Start(a.t.Context(), r)
			if err != nil {
				a.t.Fatal(err)
			}
			code := a.code()
			a.clock.advance(9 * time.Minute)
			again, err := a.Start(a.t.Context(), r)
			if err != nil || again.Challenge != first.Challenge || a.code() != code {
				a.t.Errorf("%s: got %+v, %v with %s, want the code %s again", p, again, err, a.code(), code)
			}
			a.clock.advance(time.Hour)
		}
	})
}

// The other channel is a message too: what it brings can be typed.
func TestTheOtherChannelsCodeIsGoodForTheValidity(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		a.clock.advance(50 * time.Second)
		switched, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		if err != nil || !switched.ExpiresAt.Equal(asked.ExpiresAt.Add(50*time.Second)) {
			a.t.Fatalf("got %+v, %v", switched, err)
		}
		a.clock.advance(50 * time.Second)
		if err := a.answer(asked, a.code()); err != nil {
			a.t.Error(err)
		}
	})
}

// proves S12: a provider's own code lives for ten minutes, and so does the request
// that it answers.
func TestAProvidersLateCodeSignsIn(t *testing.T) {
	each(t, func(a *app) {
		overMaker(a)
		first := a.mustAsk(ada)
		a.clock.advance(2 * time.Minute)
		a.mustAsk(ada)
		if err := a.answer(first, "778899"); err != nil {
			a.t.Error(err)
		}
	})
}

// A new password makes codes that are under way void, also one that expired and
// would be sent again.
func TestAVoidCodeIsNotSentAgain(t *testing.T) {
	each(t, func(a *app) {
		u := a.signIn(ada).User
		for _, wait := range []time.Duration{time.Second, 2 * time.Minute} { // alive, and expired
			a.clock.advance(time.Hour)
			asked := a.mustAsk(ada)
			void := a.code()
			a.clock.advance(wait)
			if _, err := a.db.SetPassword(a.t.Context(), u.ID, "hash", "", a.clock.Now()); err != nil {
				a.t.Fatal(err)
			}
			a.refused(a.answer(asked, void), refusal.CodeExpired)
			a.clock.advance(time.Minute)
			if next := a.mustAsk(ada); next.Challenge == asked.Challenge || a.code() == void {
				a.t.Error("the void code is sent again")
			}
			if _, err := a.verify(ada, void); !isRefusal(err) {
				a.t.Errorf("the void code: got %v", err)
			}
		}
	})
}
