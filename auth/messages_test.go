package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// told reads the report that a test wrote into a callback's body: the id of a
// message and its state, and why.
func told(c auth.Callback) (providers.Report, error) {
	words := strings.Fields(string(c.Body))
	switch words[0] {
	case "forged":
		return providers.Report{}, providers.ErrForged
	case "START":
		return providers.Report{Resumed: words[1]}, nil
	}
	r := providers.Report{ID: words[0], State: providers.State(words[1])}
	if len(words) > 2 {
		why := providers.Reason(words[2])
		r.Err = &providers.Error{Kind: why.Kind(), Reason: why, Code: "30003", Detail: "error 30003"}
	}
	if len(words) > 3 && strings.HasPrefix(words[3], "code=") {
		r.Err.Code = strings.TrimPrefix(words[3], "code=")
	} else if len(words) > 3 {
		r.Price, r.Currency = words[3], "USD"
	}
	return r, nil
}

// report tells the app what became of a message.
func (a *app) report(words string) {
	a.t.Helper()
	if err := a.Messenger.HandleReport(a.t.Context(), "inbox", auth.Callback{Body: []byte(words)}); err != nil {
		a.t.Fatal(err)
	}
}

// message is the newest one of a challenge.
func (a *app) message(challenge string) models.Message {
	a.t.Helper()
	m, err := a.db.Message(a.t.Context(), challenge)
	if err != nil {
		a.t.Fatal(err)
	}
	return *m
}

func TestEveryMessageIsARow(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		got := a.message(asked.Challenge)
		want := models.Message{
			ChallengeID: models.Text(asked.Challenge), Number: "+49 … 78", Country: "DE", Purpose: "login",
			Provider: "inbox", Channel: "sms", ProviderID: "inbox-1", State: "sent",
			CreatedAt: a.clock.Now(), TakenAt: new(a.clock.Now()),
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(models.Message{}, "ID", "NumberHash"), cmpopts.EquateEmpty()); diff != "" {
			a.t.Errorf("-want +got:\n%s", diff)
		}
		if got.NumberHash == "" || strings.Contains(got.NumberHash, string(ada)) {
			a.t.Errorf("the hash of the number is %q", got.NumberHash)
		}
	})
}

// remembering is a carrier that knows whose code it was asked to send last.
type remembering struct {
	providers.Sender
	challenge string
}

func (r *remembering) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	r.challenge = m.Key[:strings.LastIndex(m.Key, "-")]
	return r.Sender.Send(ctx, m)
}

// What a carrier said of a failure is in the message's row, in its answer and in
// its report alike.
func TestTheRowOfAMessageSaysWhyItFailed(t *testing.T) {
	each(t, func(a *app) {
		tw := providertest.NewTwilio(a.t)
		tw.Fail(providertest.Refuse(400, 21408))
		carrier := &remembering{Sender: providers.NewTwilio(tw.Config())}
		a.use(carrier)
		_, err := a.ask(ada)
		a.refused(err, refusal.SendFailed)
		got := a.message(carrier.challenge)
		if got.State != "failed" || got.Reason != "region_not_enabled" || got.Code != "21408" || got.Detail != "twilio: status 400, code 21408" {
			a.t.Errorf("after the answer: got %+v", got)
		}
	})
	each(t, func(a *app) {
		a.report("inbox-1 undelivered unreachable") // before its message is known
		got := a.message(a.mustAsk(ada).Challenge)
		if got.State != "undelivered" || got.Reason != "unreachable" || got.Code != "30003" || got.Detail != "error 30003" {
			a.t.Errorf("after the report: got %+v", got)
		}
	})
}

// A message that may have been taken counts as sent: it may be paid for.
func TestOutcomesAreCountedApart(t *testing.T) {
	each(t, func(a *app) {
		for _, test := range []struct {
			name         string
			answer       providertest.Answer
			sent, failed int
		}{
			{"refused number", providertest.Refuse(400, 21211), 0, 1},
			{"refused account", providertest.Refuse(401, 20003), 0, 1},
			{"silence", providertest.Hang(), 1, 0},
		} {
			tw := overTwilio(a)
			tw.Fail(test.answer)
			a.clock.advance(time.Hour)
			if _, err := a.ask(ada); err == nil {
				a.t.Errorf("%s: no refusal", test.name)
			}
			got, err := a.db.CountMessages(a.t.Context(), models.MessageQuery{Since: a.clock.Now()})
			want := []models.MessageCount{{Provider: "twilio", Channel: "sms", Country: "DE", Sent: test.sent, Failed: test.failed}}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				a.t.Errorf("%s: %v, -want +got:\n%s", test.name, err, diff)
			}
		}
	})
}

// proves C14 for opted-out numbers, S62: messages to that number on that channel
// end, before they cost anything, and other channels stay.
func TestStopEndsMessagesOnThatChannel(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		a.report("inbox-1 undelivered opted_out")
		a.clock.advance(time.Hour)
		_, err := a.ask(ada)
		a.refused(err, refusal.OptedOut)
		if n := len(a.inbox.Messages()); n != 1 {
			a.t.Errorf("%d messages were sent, want only the first", n)
		}
		_, err = a.Start(a.t.Context(), otp.Request{
			Phone: ada, Channel: auth.WhatsApp, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
		})
		if err != nil {
			a.t.Errorf("the other channel: %v", err)
		}
		a.clock.advance(time.Hour)
		a.report("START " + ada.E164())
		a.mustAsk(ada)
	})
}

// proves S62: no message means no notice either.
func TestStopEndsNotices(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		a.report("inbox-1 undelivered opted_out")
		a.must(a.wantNumber(g.User, newNumber))
		if _, err := a.verifyChange(newNumber, a.code()); err != nil {
			a.t.Fatal(err)
		}
		a.settle()
		if n := len(a.inbox.Messages()); n != 2 {
			a.t.Errorf("%d messages were sent, want the two codes", n)
		}
	})
}

// stopped is a carrier that knows of an opt-out, and counts who asks it.
type stopped struct {
	*providers.Inbox
	asked int
}

func (c *stopped) Send(context.Context, providers.Message) (providers.Receipt, error) {
	c.asked++
	return providers.Receipt{}, &providers.Error{Kind: providers.OptedOut, Detail: "error 21610"}
}

// proves S62: what a carrier refused because of STOP is not tried again.
func TestACarrierThatSaysStopIsBelieved(t *testing.T) {
	each(t, func(a *app) {
		carrier := &stopped{Inbox: a.inbox}
		a.use(carrier)
		for range 2 {
			_, err := a.ask(ada)
			a.refused(err, refusal.OptedOut)
		}
		if carrier.asked != 1 {
			a.t.Errorf("the carrier was asked %d times", carrier.asked)
		}
	})
}

func TestReportsMayComeTwiceAndInAnyOrder(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		for _, step := range []struct{ report, state, reason, price string }{
			{"inbox-1 delivered", "delivered", "", ""},
			{"inbox-1 sent", "delivered", "", ""},
			{"inbox-1 undelivered temporary", "delivered", "", ""},
			{"inbox-1 delivered - free", "delivered", "", ""},
			{"inbox-1 queued - -0.0075", "delivered", "", "0.0075"},
			{"inbox-1 delivered", "delivered", "", "0.0075"},
		} {
			a.report(step.report)
			got := a.message(asked.Challenge)
			if got.State != step.state || got.Reason != step.reason || string(got.Price) != step.price {
				a.t.Errorf("after %q: got %s %q %q", step.report, got.State, got.Reason, got.Price)
			}
		}
	})
}

// A carrier's report may overtake its answer to the send.
func TestAReportThatComesFirstIsKept(t *testing.T) {
	each(t, func(a *app) {
		a.report("inbox-1 delivered")
		asked := a.mustAsk(ada)
		if got := a.message(asked.Challenge); got.State != "delivered" {
			a.t.Errorf("got %s, want delivered", got.State)
		}
		a.report("of-somebody-else delivered")
	})
}

func TestForgedReportsAreRefused(t *testing.T) {
	each(t, func(a *app) {
		a.refused(a.Messenger.HandleReport(a.t.Context(), "inbox", auth.Callback{Body: []byte("forged")}), refusal.ForgedReport)
		a.refused(a.Messenger.HandleReport(a.t.Context(), "carrier pigeon", auth.Callback{}), refusal.UnknownProvider)
	})
}

func TestARightCodeConvertsTheNewestMessage(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		if _, err := a.verify(ada, a.wrong()); err == nil {
			a.t.Fatal("a wrong code was right")
		}
		a.flush()
		if got := a.message(asked.Challenge); got.ConvertedAt != nil {
			a.t.Error("converted by a wrong code")
		}
		if _, err := a.verify(ada, a.code()); err != nil {
			a.t.Fatal(err)
		}
		a.flush()
		if got := a.message(asked.Challenge); got.ConvertedAt == nil {
			a.t.Error("not converted by the right code")
		}
	})
}

func (a *app) flush() {
	a.t.Helper()
	if err := a.Behind.Flush(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
}

// proves S61: after a week nothing leads from a message to a number, and after the
// configured time the message is gone.
func TestMessagesAreForgotten(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		a.clock.advance(8 * 24 * time.Hour)
		if err := a.Purger.Purge(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		if got := a.message(asked.Challenge); got.NumberHash != "" {
			a.t.Errorf("the hash of the number is still %q", got.NumberHash)
		}
		a.clock.advance(90 * 24 * time.Hour)
		if err := a.Purger.Purge(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		if _, err := a.db.Message(a.t.Context(), asked.Challenge); !errors.Is(err, models.ErrNotFound) {
			a.t.Errorf("got %v, want no message", err)
		}
	})
}

// proves S61
func TestADeletedUserLeavesNoTraceInMessages(t *testing.T) {
	for name, remove := range map[string]func(*admin.Service, context.Context, admin.Admin, string) error{
		"deleted": (*admin.Service).DeleteUser, "erased": (*admin.Service).EraseUser,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(a *app) {
				asked := a.mustAsk(ada)
				g, err := a.verify(ada, a.code())
				if err != nil {
					a.t.Fatal(err)
				}
				if err := remove(a.Admin, a.t.Context(), admin.Admin{Role: "service_role"}, g.User.ID); err != nil {
					a.t.Fatal(err)
				}
				if got := a.message(asked.Challenge); got.NumberHash != "" {
					a.t.Errorf("the hash of the number is still %q", got.NumberHash)
				}
			})
		})
	}
}
