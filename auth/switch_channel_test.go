package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/client"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/config"
)

// longLived codes outlive the wait for the other channel.
func longLived(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 10 * time.Minute }

func trying(c *config.Config) {
	longLived(c)
	c.Auth.SMS.NextChannel = config.TryNext
}

func (a *app) delivery(challenge string) otp.Delivery {
	a.t.Helper()
	d, err := a.Delivery(a.t.Context(), otp.Login, challenge)
	if err != nil {
		a.t.Fatal(err)
	}
	return d
}

func TestWhatIsKnownOfAMessageIsTold(t *testing.T) {
	each(t, func(a *app) {
		for phone, test := range map[auth.Phone]struct {
			report string
			want   otp.DeliveryState
		}{
			ada:             {"", otp.OnItsWay},
			"4915112345679": {"sent", otp.OnItsWay},
			"4915112345680": {"delivered", otp.Delivered},
			"4915112345681": {"undelivered bad_number", otp.NotTaken},
			"4915112345682": {"undelivered temporary", otp.NotDelivered},
		} {
			asked := a.mustAsk(phone)
			if test.report != "" {
				a.report(asked.MessageID + " " + test.report)
			}
			if got := a.delivery(asked.Challenge); got.State != test.want {
				a.t.Errorf("%q: got %s, want %s", test.report, got.State, test.want)
			}
		}
	})
}

// proves P14, S23: where only known numbers get messages, nothing is told of
// them.
func TestDeliveryDoesNotTellWhoIsKnown(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.use(a.inbox, func(c *config.Config) { c.Auth.EnableSignup = false }, longLived)
		a.clock.advance(time.Hour)
		for _, phone := range []auth.Phone{ada, "4915112345679"} {
			asked, err := a.Start(a.t.Context(), otp.Request{
				Phone: phone, Channel: auth.SMS, Purpose: otp.Login, Face: otp.PagesFace(""),
				CreateUser: true, Discreet: true,
			})
			if err != nil {
				a.t.Fatal(err)
			}
			a.settle()
			if phone == ada {
				a.report("inbox-2 undelivered bad_number")
			}
			if got := a.delivery(asked.Challenge); got != (otp.Delivery{State: otp.OnItsWay}) {
				a.t.Errorf("%s: got %+v", phone, got)
			}
			a.clock.advance(30 * time.Second)
			switched, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
			if err != nil || switched.Channel != auth.WhatsApp || switched.MessageID != "" {
				a.t.Errorf("%s: switched %+v, %v", phone, switched, err)
			}
		}
		a.settle()
		if n := len(a.inbox.Messages()); n != 3 {
			a.t.Errorf("%d messages were sent, want the sign-in and two to the known number", n)
		}
	})
}

func (a *app) settle() {
	a.t.Helper()
	if err := a.Behind.Close(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
}

// proves P14: a second message would change the pace of known numbers alone.
func TestTheServerTriesNothingWhereThatWouldTellWhoIsKnown(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.use(a.inbox, func(c *config.Config) { c.Auth.EnableSignup = false }, trying)
		a.clock.advance(time.Hour)
		a.mustAsk(ada)
		a.clock.advance(time.Minute)
		if err := a.SwitchOverdue(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		a.settle()
		if n := len(a.inbox.Messages()); n != 2 {
			a.t.Errorf("%d messages were sent, want 2", n)
		}
		if got := a.Offer(otp.Login, ada, auth.SMS); got != auth.WhatsApp {
			a.t.Errorf("the page offers %q", got)
		}
	})
}

// proves C18: the same code travels by the other channel, once.
func TestTheOtherChannelIsOpenWhenTheFirstFails(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		_, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		a.refused(err, refusal.TooSoon)
		a.report("inbox-1 undelivered temporary")
		switched, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		if err != nil || switched.Channel != auth.WhatsApp {
			a.t.Fatalf("got %+v, %v", switched, err)
		}
		sent := a.inbox.Messages()
		if len(sent) != 2 || sent[0].Channel != auth.WhatsApp || sent[0].Code != sent[1].Code {
			a.t.Errorf("sent %+v", sent)
		}
		a.report("inbox-2 undelivered temporary")
		_, err = a.SwitchChannel(a.t.Context(), asked.Challenge)
		a.refused(err, refusal.TooSoon)
	}, longLived)
}

// proves S62
func TestStopHoldsForTheOtherChannelToo(t *testing.T) {
	each(t, func(a *app) {
		whatsapp := otp.Request{
			Phone: ada, Channel: auth.WhatsApp, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
		}
		if _, err := a.Start(a.t.Context(), whatsapp); err != nil {
			a.t.Fatal(err)
		}
		a.report("inbox-1 undelivered opted_out")
		a.clock.advance(time.Hour)
		asked := a.mustAsk(ada)
		a.clock.advance(30 * time.Second)
		_, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		a.refused(err, refusal.OptedOut)
		a.clock.advance(time.Hour)
		_, err = a.SwitchChannel(a.t.Context(), asked.Challenge)
		if !isRefusal(err) || len(a.inbox.Messages()) != 2 {
			a.t.Errorf("got %v, and %d messages", err, len(a.inbox.Messages()))
		}
	}, longLived)
}

func TestACodeThatIsOverIsNotSentByTheOtherChannel(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		a.clock.advance(time.Hour)
		_, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		a.refused(err, refusal.CodeExpired)
	}, longLived)
}

func TestNothingHeardIsEnoughForTheOtherChannel(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		a.clock.advance(30 * time.Second)
		if _, err := a.SwitchChannel(a.t.Context(), asked.Challenge); err != nil {
			a.t.Error(err)
		}
	}, longLived)
}

// Each replica looks for messages that are overdue, and one sends.
func TestTheServerItselfTriesTheOtherChannelOnce(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		arrived := a.mustAsk("4915112345679")
		a.report(arrived.MessageID + " delivered")
		a.clock.advance(30 * time.Second)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := a.SwitchOverdue(a.t.Context()); err != nil {
					a.t.Error(err)
				}
			})
		}
		all.Wait()
		a.settle()
		sent := a.inbox.Messages()
		if len(sent) != 3 || sent[0].Channel != auth.WhatsApp || sent[0].To != ada {
			a.t.Fatalf("sent %+v, want one more, to the number of which nothing was heard", sent)
		}
		_, err := a.ask(ada)
		if r := a.refused(err, refusal.TooSoon); r.RetryAfter != time.Minute {
			a.t.Errorf("a wait of %v, want the pace of the newest message", r.RetryAfter)
		}
	}, trying)
}

// proves C8, G2: nobody asks at that time, so the challenge knows who reads.
func TestTheServersOwnMessageKnowsItsReaderAndTheFrame(t *testing.T) {
	each(t, func(a *app) {
		german := client.With(a.t.Context(), client.Client{Language: "de"})
		_, err := a.Start(german, otp.Request{
			Phone: ada, Channel: auth.WhatsApp, Purpose: otp.Login, Face: otp.PagesFace(""),
			CreateUser: true, EmbeddedIn: "shop.example",
		})
		if err != nil {
			a.t.Fatal(err)
		}
		a.clock.advance(30 * time.Second)
		if err := a.SwitchOverdue(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		a.settle()
		sent := a.inbox.Messages()
		code := a.code()
		if len(sent) != 2 || sent[0].Channel != auth.SMS || !strings.Contains(sent[0].Text, " ist Ihr Code") ||
			!strings.HasSuffix(sent[0].Text, "\n\n@shop.example #"+code+" %localhost") {
			a.t.Errorf("sent %+v", sent)
		}
	}, trying)
}

func TestTheOtherChannelCountsForTheBudget(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		a.clock.advance(30 * time.Second)
		_, err := a.SwitchChannel(a.t.Context(), asked.Challenge)
		a.refused(err, refusal.BudgetSpent)
	}, withBudgetOfOne, longLived)
}
