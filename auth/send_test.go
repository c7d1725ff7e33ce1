package auth_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// overTwilio puts the app over a simulated carrier.
func overTwilio(a *app, change ...func(*config.Config)) *providertest.Twilio {
	tw := providertest.NewTwilio(a.t)
	c := tw.Config()
	c.Timeout = 300 * time.Millisecond
	a.use(providers.NewTwilio(c), change...)
	return tw
}

func TestACodeTravelsByTheCarrier(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a)
		asked := a.mustAsk(ada)
		sent := tw.Messages()
		if len(sent) != 1 || sent[0].To != ada.E164() || asked.MessageID == "" {
			a.t.Fatalf("got %+v and %+v, want one message to the number", sent, asked)
		}
		if _, err := a.verify(ada, sent[0].Body[:6]); err != nil {
			a.t.Errorf("the code in the message: %v", err)
		}
	})
}

// Whoever is signed in at our pages may give up their number elsewhere.
func TestNoNumberIsSentNoCode(t *testing.T) {
	each(t, func(a *app) {
		_, err := a.Start(t.Context(), otp.Request{Channel: auth.SMS, Purpose: otp.Proof, Face: otp.PagesFace(""), UserID: a.signIn(ada).User.ID})
		a.refused(err, refusal.SendRefused)
		if sent := a.inbox.Messages(); len(sent) != 1 {
			a.t.Errorf("%d messages went out, want the one of the sign-in", len(sent))
		}
	})
}

// A message that was not taken costs nothing, so the number need not wait.
func TestANumberMayAskAgainWhenNothingWasSent(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a)
		for _, test := range []struct {
			name   string
			answer providertest.Answer
			want   refusal.Reason
			wait   time.Duration
		}{
			{"the number is refused", providertest.Refuse(400, 21211), refusal.SendRefused, 0},
			{"our account is refused", providertest.Refuse(401, 20003), refusal.SendFailed, 0},
			{"the country is off", providertest.Refuse(400, 21408), refusal.SendFailed, 0},
			{"a trial account", providertest.Refuse(400, 21608), refusal.SendFailed, 0},
			{"throttled", providertest.TooMany(time.Second), refusal.SendFailed, time.Second},
			{"down", providertest.Page(503), refusal.SendFailed, 0},
			{"taken and failed", providertest.Undelivered("failed", 30003), refusal.SendRefused, 0},
			{"taken and failed, nobody knows why", providertest.Undelivered("failed", 30008), refusal.SendFailed, 0},
		} {
			tw.Fail(test.answer)
			_, err := a.ask(ada)
			if r := a.refused(err, test.want); r.RetryAfter != test.wait {
				a.t.Errorf("%s: told to wait for %v, want %v", test.name, r.RetryAfter, test.wait)
			}
			a.clock.advance(2 * time.Second) // the carrier asked to be left alone for one
		}
		a.mustAsk(ada)
	})
}

// While a carrier wants to be left alone, whoever asks hears for how long.
func TestWhoAsksInVainHearsWhenToTryAgain(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a)
		tw.Fail(providertest.TooMany(20*time.Second), providertest.TooMany(20*time.Second))
		_, err := a.ask(ada)
		a.refused(err, refusal.SendFailed)
		_, err = a.ask("4915112345679")
		a.refused(err, refusal.SendFailed)
		a.clock.advance(5 * time.Second)
		_, err = a.ask("4915112345670")
		if r := a.refused(err, refusal.SendFailed); r.RetryAfter != 15*time.Second {
			a.t.Errorf("told to wait for %v, want 15 s", r.RetryAfter)
		}
	})
}

// unwilling is a carrier that does not send.
type unwilling struct {
	providers.Sender
	err error
}

func (r unwilling) Send(context.Context, providers.Message) (providers.Receipt, error) {
	return providers.Receipt{}, r.err
}

// A wait is told where it helps: the carrier's own, and that of the number where the
// message counts.
func TestAFailureTellsHowLongToWait(t *testing.T) {
	for _, test := range []struct {
		name string
		err  *providers.Error
		want refusal.Reason
		wait time.Duration
	}{
		{"throttled", &providers.Error{Kind: providers.Temporary, RetryAfter: 90 * time.Second}, refusal.SendFailed, 90 * time.Second},
		{"down", &providers.Error{Kind: providers.Temporary}, refusal.SendFailed, 0},
		{"silent", &providers.Error{Kind: providers.Temporary, Unsure: true}, refusal.SendFailed, time.Minute},
		{"silent, and longer", &providers.Error{Kind: providers.Temporary, Unsure: true, RetryAfter: time.Hour}, refusal.SendFailed, time.Hour},
		{"misconfigured", &providers.Error{Kind: providers.BadProvider}, refusal.SendFailed, 0},
		{"the number is refused", &providers.Error{Kind: providers.BadNumber}, refusal.SendRefused, 0},
		{"opted out", &providers.Error{Kind: providers.OptedOut}, refusal.OptedOut, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				a.use(unwilling{a.inbox, test.err})
				_, err := a.ask(ada)
				if r := a.refused(err, test.want); r.RetryAfter != test.wait {
					t.Errorf("told to wait %v, want %v", r.RetryAfter, test.wait)
				}
			})
		})
	}
}

// Money that was not spent is given back, and money that may have been is not.
func TestTheBudgetGetsBackWhatWasNotSent(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a, withBudgetOfOne)
		tw.Fail(providertest.Refuse(400, 21211))
		_, err := a.ask(ada)
		a.refused(err, refusal.SendRefused)
		tw.Fail(providertest.Hang())
		_, err = a.ask(ada)
		a.refused(err, refusal.SendFailed)
		_, err = a.ask("4915112345679")
		if r := a.refused(err, refusal.BudgetSpent); r.RetryAfter != time.Hour {
			a.t.Errorf("got a wait of %v, want an hour", r.RetryAfter)
		}
	})
}

func withBudgetOfOne(c *config.Config) {
	inProduction(c)
	c.Auth.RateLimit.SMSSent = 1
}

// A message of which nothing was heard may have been sent and paid for: the
// number waits, and the code that may arrive is good.
func TestANumberWaitsWhenNothingWasHeard(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a)
		tw.Fail(providertest.Hang())
		_, err := a.ask(ada)
		a.refused(err, refusal.SendFailed)
		_, err = a.ask(ada)
		a.refused(err, refusal.TooSoon)
	})
}

// proves S27: a carrier that hangs holds no one else up, because no transaction
// is open meanwhile.
func TestACarrierThatHangsHoldsNobodyElseUp(t *testing.T) {
	each(t, func(a *app) {
		tw := overTwilio(a)
		a.mustAsk(ada)
		code := tw.Messages()[0].Body[:6]
		reached, hang := make(chan struct{}), providertest.Hang()
		tw.Fail(func(w http.ResponseWriter, m providertest.Sent, stopped <-chan struct{}) {
			close(reached)
			hang(w, m, stopped)
		})
		done := make(chan error, 1)
		go func() { _, err := a.ask("4915112345679"); done <- err }()
		<-reached // else the other sign-in might come first and prove nothing
		if _, err := a.verify(ada, code); err != nil {
			a.t.Errorf("another's sign-in: %v", err)
		}
		select {
		case <-done:
			a.t.Error("the carrier did not hang: this test proves nothing")
		default:
		}
		a.refused(<-done, refusal.SendFailed)
	})
}
