package auth_test

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// proves S3
func TestOneOfAHundredRightAnswersGetsASession(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		code := a.code()
		var won, lost atomic.Int32
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				_, err := a.verify(ada, code)
				switch {
				case err == nil:
					won.Add(1)
				case isRefusal(err):
					lost.Add(1)
				default:
					t.Errorf("a fault: %v", err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || lost.Load() != 99 {
			a.t.Errorf("got %d sessions and %d refusals, want 1 and 99", won.Load(), lost.Load())
		}
	})
}

// proves S8
func TestParallelGuessesCannotExceedTheTries(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		right, err := strconv.Atoi(a.code())
		if err != nil {
			a.t.Fatal(err)
		}
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() { _, _ = a.verify(ada, fmt.Sprintf("%06d", (right+1+i)%1_000_000)) })
		}
		all.Wait()
		c, err := a.db.Challenge(a.t.Context(), asked.Challenge)
		if err != nil || c.Tries != 5 {
			a.t.Fatalf("got %d tries, %v, want 5", c.Tries, err)
		}
		_, err = a.verify(ada, a.code())
		a.refused(err, refusal.WrongCode)
	})
}

// proves S5, S6
func TestWrongTriesCountAcrossCodesUntilARightOne(t *testing.T) {
	each(t, func(a *app) {
		kill := func() {
			a.mustAsk(ada)
			for range 5 {
				_, err := a.verify(ada, a.wrong())
				a.refused(err, refusal.WrongCode)
			}
		}
		waited := func() time.Duration {
			_, err := a.ask(ada)
			return a.refused(err, refusal.TooSoon).RetryAfter
		}
		for i, want := range []time.Duration{30, 60, 120, 240} {
			kill()
			a.clock.advance(time.Second)
			// The longer of the two waits counts: the number's pace and its delay.
			if got := waited(); got < want*time.Second-time.Second {
				a.t.Errorf("after %d dead codes: got a wait of %v, want at least %v", i+1, got, want*time.Second)
			}
			a.clock.advance(time.Hour)
		}
		a.signIn(ada)
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
	})
}

// proves S6
func TestAHundredWrongTriesInARowStopANumberForStrangersOnly(t *testing.T) {
	each(t, func(a *app) {
		device := otp.Request{
			Phone: ada, Channel: auth.SMS, Purpose: otp.Login, Face: otp.APIFace(),
			CreateUser: true, Device: "ada's browser",
		}
		for range 20 {
			a.mustAsk(ada)
			for range 5 {
				_, err := a.verify(ada, a.wrong())
				a.refused(err, refusal.WrongCode)
			}
			a.clock.advance(2 * time.Hour)
		}
		a.clock.advance(48 * time.Hour)
		if err := a.Purger.Purge(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		_, err := a.ask(ada)
		a.refused(err, refusal.NumberStopped)
		// proves S7
		if _, err := a.Start(a.t.Context(), device); err != nil {
			a.t.Errorf("a known device is stopped too: %v", err)
		}
		if err := a.db.ForgetFailures(a.t.Context(), ada); err != nil {
			a.t.Fatal(err)
		}
		a.clock.advance(time.Hour)
		a.signIn(ada)
	})
}

// proves S2
func TestACodeExpires(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		a.clock.advance(60 * time.Second)
		_, err := a.verify(ada, a.code())
		a.refused(err, refusal.WrongCode) // without the challenge's id nobody hears more
	})
}

// proves S4
func TestACodeIsGoodForNothingElse(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn("13334445555")
		asked := a.mustAsk(ada)
		code := a.code()
		for name, attempt := range map[string]otp.Attempt{
			"another number":  {Phone: "4915112345679", Purpose: otp.Login, Face: otp.APIFace(), Code: code},
			"another purpose": {Phone: ada, Purpose: otp.PhoneChange, Face: otp.APIFace(), Code: code},
			"another face":    {Phone: ada, Purpose: otp.Login, Face: otp.PagesFace(""), Code: code},
			"by id, another purpose": {Challenge: asked.Challenge, Phone: ada, Purpose: otp.Proof,
				Face: otp.APIFace(), Code: code, UserID: g.User.ID},
			"by id, another face": {Challenge: asked.Challenge, Phone: ada, Purpose: otp.Login,
				Face: otp.PagesFace(""), Code: code},
		} {
			if _, err := a.Verify(a.t.Context(), attempt); !isRefusal(err) {
				a.t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}
		if _, err := a.verify(ada, code); err != nil {
			a.t.Errorf("the right one: %v", err)
		}
	})
}

// proves S10
func TestOldCodesAreGoneAfterADay(t *testing.T) {
	each(t, func(a *app) {
		used := a.mustAsk(ada)
		if _, err := a.verify(ada, a.code()); err != nil {
			a.t.Fatal(err)
		}
		unused := a.mustAsk("4915112345679")
		tried := a.mustAsk("4915112345670")
		_, _ = a.verify("4915112345670", a.wrong())
		a.clock.advance(25 * time.Hour)
		if err := a.Purger.Purge(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		for _, asked := range []*otp.SentCode{used, unused} {
			if _, err := a.db.Challenge(a.t.Context(), asked.Challenge); err != models.ErrNotFound {
				a.t.Errorf("a challenge is still there: %v", err)
			}
		}
		c, err := a.db.Challenge(a.t.Context(), tried.Challenge)
		if err != nil || len(c.Nonce) != 0 || c.Tries != 1 {
			a.t.Errorf("a tried challenge: got %+v, %v, want its tries without the nonce", c, err)
		}
	})
}

func TestTenRequestsAtOnceSendOneMessage(t *testing.T) {
	each(t, func(a *app) {
		var sent, soon atomic.Int32
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				_, err := a.ask(ada)
				switch {
				case err == nil:
					sent.Add(1)
				case isRefusal(err):
					soon.Add(1)
				default:
					a.t.Errorf("a fault: %v", err)
				}
			})
		}
		all.Wait()
		if sent.Load() != 1 || soon.Load() != 9 {
			a.t.Errorf("got %d sent and %d refused, want 1 and 9", sent.Load(), soon.Load())
		}
	})
}

// proves C10
func TestTheWaitGrows(t *testing.T) {
	each(t, func(a *app) {
		for i, want := range []int{60, 60, 120, 300, 300} {
			a.mustAsk(ada)
			_, err := a.ask(ada)
			got := a.refused(err, refusal.TooSoon).RetryAfter
			if got != time.Duration(want)*time.Second {
				a.t.Errorf("after message %d: got a wait of %v, want %d s", i+1, got, want)
			}
			a.clock.advance(got)
		}
	})
}

func TestABannedUserGetsNoMessageAndNoSession(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
		code, sent := a.code(), len(a.inbox.Messages())
		ban(a, g.User.ID)
		_, err := a.verify(ada, code)
		a.refused(err, refusal.UserBanned)
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
		if got := len(a.inbox.Messages()); got != sent {
			a.t.Errorf("got %d messages, want %d", got, sent)
		}
		_, err = a.Refresh(a.t.Context(), g.RefreshToken)
		a.refused(err, refusal.UserBanned)
		_, err = a.Authenticate(a.t.Context(), g.AccessToken)
		a.refused(err, refusal.UserBanned)
	})
}

func ban(a *app, id string) {
	a.t.Helper()
	if err := a.db.Ban(a.t.Context(), id, a.clock.Now().Add(24*time.Hour)); err != nil {
		a.t.Fatal(err)
	}
}

func TestClosedSignupsLetKnownNumbersInOnly(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newApp(t, db).signIn(ada)
		a := newApp(t, db, func(c *config.Config) { c.Auth.EnableSignup = false })
		a.clock.advance(time.Hour)
		_, err := a.ask("4915112345679")
		a.refused(err, refusal.SignupsClosed)
		a.signIn(ada)
	})
}

// proves P14
func TestADiscreetAnswerIsTheSameForUnknownNumbers(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newApp(t, db).signIn(ada)
		a := newApp(t, db, func(c *config.Config) { c.Auth.EnableSignup = false })
		a.clock.advance(time.Hour)
		for _, phone := range []auth.Phone{ada, "4915112345679"} {
			asked, err := a.Start(t.Context(), otp.Request{
				Phone: phone, Channel: auth.SMS, Purpose: otp.Login, Face: otp.PagesFace(""),
				CreateUser: true, Discreet: true,
			})
			if err != nil || asked.MessageID != "" {
				t.Fatalf("got %+v, %v, want the same silence for both", asked, err)
			}
		}
		if err := a.Behind.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sent := a.inbox.Messages(); len(sent) != 1 || sent[0].To != ada {
			t.Errorf("got %d messages, want one to the known number", len(sent))
		}
	})
}
