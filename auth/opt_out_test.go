package auth_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/providers"
)

// moody is a carrier that answers as it is told to, and counts who asks it.
type moody struct {
	*providers.Inbox
	asked atomic.Int32
	err   atomic.Pointer[providers.Error]
}

func (c *moody) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	c.asked.Add(1)
	if err := c.err.Load(); err != nil {
		return providers.Receipt{}, err
	}
	return c.Inbox.Send(ctx, m)
}

var (
	saysStop = &providers.Error{Kind: providers.OptedOut, Detail: "error 21610"}
	isBusy   = &providers.Error{Kind: providers.Temporary, Detail: "status 503"}
)

// stoppedBy puts the app over a carrier that refused the number for STOP.
func stoppedBy(a *app, change ...func(*config.Config)) *moody {
	a.t.Helper()
	m := &moody{Inbox: a.inbox}
	m.err.Store(saysStop)
	a.use(m, change...)
	_, err := a.ask(ada)
	a.refused(err, refusal.OptedOut)
	return m
}

// proves S62: the carrier keeps the list, and does not always tell of START.
func TestAnOptOutIsAskedAboutOnceADay(t *testing.T) {
	each(t, func(a *app) {
		m := stoppedBy(a, inProduction)
		for day := range 3 {
			a.clock.advance(23 * time.Hour)
			_, err := a.ask(ada)
			a.refused(err, refusal.OptedOut)
			a.clock.advance(time.Hour)
			for range 3 {
				_, err := a.ask(ada)
				a.refused(err, refusal.OptedOut)
			}
			if n := m.asked.Load(); int(n) != day+2 {
				a.t.Fatalf("day %d: the carrier was asked %d times, want %d", day, n, day+2)
			}
		}
		m.err.Store(nil)
		a.clock.advance(24 * time.Hour)
		a.mustAsk(ada)
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
		if all, err := a.db.OptOutsOf(a.t.Context(), a.hash(ada)); err != nil || len(all) != 0 {
			a.t.Errorf("%+v are left, %v", all, err)
		}
	})
}

func (a *app) hash(phone auth.Phone) string {
	a.t.Helper()
	key, err := secrets.NewNumberKey(make([]byte, 32))
	if err != nil {
		a.t.Fatal(err)
	}
	return key.Hash(phone)
}

// Of any number of requests on any number of replicas, one asks.
func TestOneRequestAsksAboutAnOptOut(t *testing.T) {
	each(t, func(a *app) {
		m := stoppedBy(a)
		a.clock.advance(25 * time.Hour)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := a.ask(ada); !isRefusal(err) {
					a.t.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		if n := m.asked.Load(); n != 2 {
			a.t.Errorf("the carrier was asked %d times, want 2", n)
		}
	})
}

// A message that never reached the carrier asked nothing; one of which nothing was
// heard may have.
func TestOnlyAnAnswerSettlesAnOptOutForADay(t *testing.T) {
	each(t, func(a *app) {
		m := stoppedBy(a)
		a.clock.advance(25 * time.Hour)
		for range 2 {
			m.err.Store(isBusy)
			_, err := a.ask(ada)
			a.refused(err, refusal.SendFailed)
		}
		m.err.Store(&providers.Error{Kind: providers.Temporary, Unsure: true})
		_, err := a.ask(ada)
		a.refused(err, refusal.SendFailed)
		a.clock.advance(time.Hour)
		_, err = a.ask(ada)
		a.refused(err, refusal.OptedOut)
	})
}

// What is refused before the carrier is asked leaves the day's question to others.
func TestARequestThatIsRefusedAsksNothing(t *testing.T) {
	each(t, func(a *app) {
		m := stoppedBy(a, withBudgetOfOne)
		a.clock.advance(25 * time.Hour)
		m.err.Store(&providers.Error{Kind: providers.Temporary, Unsure: true})
		_, err := a.ask("4915112345679") // spends the budget
		a.refused(err, refusal.SendFailed)
		_, err = a.ask(ada)
		a.refused(err, refusal.BudgetSpent)
		m.err.Store(nil)
		a.clock.advance(time.Hour)
		a.mustAsk(ada)
	})
}

// The budget and the number's pace get back what the carrier refused.
func TestARefusedQuestionCostsNothing(t *testing.T) {
	each(t, func(a *app) {
		m := stoppedBy(a, withBudgetOfOne)
		a.clock.advance(25 * time.Hour)
		_, err := a.ask(ada)
		a.refused(err, refusal.OptedOut)
		m.err.Store(nil)
		a.mustAsk("4915112345679")
	})
}

// proves S62: nothing goes to such a number of our own accord.
func TestTheServerItselfAsksAboutNoOptOut(t *testing.T) {
	each(t, func(a *app) {
		_, err := a.Start(a.t.Context(), otp.Request{
			Phone: ada, Channel: auth.WhatsApp, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
		})
		if err != nil {
			a.t.Fatal(err)
		}
		a.report("inbox-1 undelivered opted_out")
		a.clock.advance(48 * time.Hour)
		a.mustAsk(ada)
		a.clock.advance(30 * time.Second)
		if err := a.SwitchOverdue(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		a.settle()
		if n := len(a.inbox.Messages()); n != 2 {
			a.t.Errorf("%d messages were sent, want 2", n)
		}
	}, trying)
}
