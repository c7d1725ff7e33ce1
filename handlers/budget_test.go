package handlers_test

import (
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/config"
)

// withBudget has a budget of so many messages an hour, and no other limits.
func withBudget(messages int) func(*config.Config) {
	return func(c *config.Config) {
		withLimits("PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=" + strconv.Itoa(messages))(c)
		c.Auth.RateLimit = config.RateLimit{SMSSent: messages, SMSSentPeriod: time.Hour}
	}
}

// askFor asks for a code for the n-th number.
func (a *app) askFor(n int) answer {
	a.t.Helper()
	return a.json("POST", "/otp", `{"phone":"+49151123456`+strconv.Itoa(10+n)+`"}`)
}

var budgetSpent = legacy("429", "over_sms_send_rate_limit", "SMS rate limit exceeded")

// Wire transcripts E9 and E10.
func TestNoMoreMessagesAreSentThanTheBudgetHolds(t *testing.T) {
	each(t, func(a *app) {
		a.askFor(0).ok()
		a.advance(59 * time.Minute)
		a.askFor(1).ok()
		a.askFor(2).is(429, budgetSpent).has("Retry-After", "60").has("X-Sb-Error-Code", "over_sms_send_rate_limit")
		if got := len(a.inbox.Messages()); got != 2 {
			a.t.Errorf("%d messages, want 2", got)
		}
		a.advance(time.Minute) // the period is over, and the refusal cost the number nothing
		a.askFor(2).ok()
		a.askFor(3).ok()
		a.askFor(4).is(429, budgetSpent).has("Retry-After", "3600")
	}, withBudget(2))
}

// proves S22
func TestReplicasShareTheBudget(t *testing.T) {
	each(t, func(a *app) {
		replicas, turn := []*app{a, a.replica()}, atomic.Int32{}
		answers := atOnce(20, func() answer {
			n := int(turn.Add(1))
			return replicas[n%2].askFor(n)
		})
		if count(answers, 200) != 7 || count(answers, 429) != 13 || len(a.inbox.Messages()) != 7 {
			a.t.Errorf("%d times 200, %d times 429, %d messages, want 7, 13 and 7",
				count(answers, 200), count(answers, 429), len(a.inbox.Messages()))
		}
	}, withBudget(7))
}

// proves S22
func TestWithoutItsBudgetNothingIsSent(t *testing.T) {
	each(t, func(a *app) {
		if _, err := a.pool.ExecContext(a.t.Context(), "DROP TABLE "+a.table("budgets")); err != nil {
			a.t.Fatal(err)
		}
		if got := a.askFor(0); got.status != 503 || len(a.inbox.Messages()) != 0 {
			a.t.Errorf("got %d %s and %d messages", got.status, got.body, len(a.inbox.Messages()))
		}
	}, withBudget(7))
}

func TestTestNumbersCostNothing(t *testing.T) {
	each(t, func(a *app) {
		a.askFor(0).ok()
		for range 3 {
			a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		}
		a.askFor(1).is(429, budgetSpent)
	}, withBudget(1), withTestNumber)
}

func TestTheInboxCostsNothingUnlessSomebodySaidSo(t *testing.T) {
	each(t, func(a *app) {
		for n := range 40 {
			a.askFor(n).ok()
		}
	}, func(c *config.Config) { c.Auth.RateLimit = config.RateLimit{SMSSent: 30, SMSSentPeriod: time.Hour} })
}

// proves S23: what is refused for known numbers is refused for unknown ones, and
// an unknown number spends nothing.
func TestTheBudgetTellsNobodyWhoIsKnown(t *testing.T) {
	each(t, func(a *app) {
		unknown := `{"phone":"` + grace + `","create_user":false}`
		for range 3 {
			a.json("POST", "/otp", unknown).ok()
			a.advance(a.config.Auth.RateLimits.OTP.Period * 5)
		}
		a.askFor(0).ok()
		a.json("POST", "/otp", unknown).is(429, budgetSpent)
	}, withBudget(1), func(c *config.Config) { c.Auth.SMS.DiscloseUnknown = false })
}

// proves C15
func TestAPageSaysWhenMessagesAreSentAgain(t *testing.T) {
	each(t, func(a *app) {
		a.askFor(0).ok()
		a.browser().ask("/login", ada).
			shows(429, "/login", "No more codes can be sent at the moment. Try again in 60 minutes.").
			value("phone")
	}, withBudget(1))
}

// proves S14: nobody can keep the owner of a number from hearing of its change
// by using the budget up.
func TestTheNoticeOfAChangeIsCountedAndNeverRefused(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		body := `{"type":"phone_change","phone":"` + grace + `","token":"` + a.code() + `"}`
		a.json("POST", "/verify", body).ok()
		if got := a.sent(ada); len(got) != 2 {
			a.t.Errorf("the old number got %q", got)
		}
		if spent := a.spent(); spent != 3 {
			a.t.Errorf("%d messages are counted, want 3", spent)
		}
		a.askFor(0).is(429, budgetSpent)
	}, withBudget(2))
}

// spent is how many messages of the period are counted.
func (a *app) spent() int {
	a.t.Helper()
	var n int
	if err := a.pool.QueryRowContext(a.t.Context(), "SELECT spent FROM "+a.table("budgets")).Scan(&n); err != nil {
		a.t.Fatal(err)
	}
	return n
}
