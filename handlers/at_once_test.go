package handlers_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

// atOnce makes the same request from many clients.
func atOnce(n int, request func() answer) []answer {
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = request() })
	}
	all.Wait()
	return answers
}

func count(answers []answer, status int) int {
	n := 0
	for _, got := range answers {
		if got.status == status {
			n++
		}
	}
	return n
}

// A double tap, tenfold: one message is sent and nobody hears of a fault.
func TestOneOfManyRequestsAtOnceSendsACode(t *testing.T) {
	each(t, func(a *app) {
		answers := atOnce(10, func() answer { return a.json("POST", "/otp", `{"phone":"`+ada+`"}`) })
		if count(answers, 200) != 1 || count(answers, 429) != 9 || len(a.sent(ada)) != 1 {
			a.t.Errorf("%d times 200, %d times 429, %d messages", count(answers, 200), count(answers, 429), len(a.sent(ada)))
		}
	})
}

// proves S3
func TestOneOfManyRightAnswersAtOnceIsLetIn(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		body := verify(ada, a.code())
		answers := atOnce(5, func() answer { return a.json("POST", "/verify", body) })
		if count(answers, 200) != 1 || count(answers, 403) != 4 || a.rows("sessions") != 1 {
			a.t.Errorf("%d times 200, %d times 403, %d sessions", count(answers, 200), count(answers, 403), a.rows("sessions"))
		}
	})
}

// proves S8: guesses at once cannot exceed the tries.
func TestManyWrongAnswersAtOnceKillTheCode(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		body := verify(ada, a.wrong())
		if answers := atOnce(20, func() answer { return a.json("POST", "/verify", body) }); count(answers, 403) != 20 {
			a.t.Errorf("%d of 20 were refused", count(answers, 403))
		}
		a.json("POST", "/verify", verify(ada, a.code())).is(403, otpExpired)
	})
}

// Wire notes, 6: an app with many tabs refreshes in all of them.
func TestRefreshesAtOnceAllWorkAndAgree(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(time.Hour)
		newest := map[string]bool{}
		for _, got := range atOnce(5, func() answer { return a.refresh(s.RefreshToken) }) {
			var next session
			got.ok().read(&next)
			newest[next.RefreshToken] = true
		}
		if len(newest) != 1 {
			a.t.Errorf("%d newest tokens, want 1", len(newest))
		}
	})
}

// Wire contract, section 1.
func TestARequestThatTakesTooLongIsTold(t *testing.T) {
	each(t, func(a *app) {
		got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
		const text = "Processing this request timed out, please retry after a moment."
		if got.status != 504 || !strings.HasPrefix(got.body, `{"code":504,"error_code":"request_timeout","msg":"`+text+`","error_id":"`) {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "X-Supabase-Api-Version", "2024-01-01").
			is(504, `{"code":"request_timeout","message":"`+text+`"}`).has("Retry-After", "5")
		a.browser().get("/login").shows(504, "/login", "Something went wrong on our side")
		if n := len(a.inbox.Messages()); n != 0 {
			a.t.Errorf("%d messages were sent", n)
		}
	}, func(c *config.Config) { c.Server.RequestTimeout = time.Nanosecond })
}
