package limits

import (
	"testing"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

func TestPace(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for _, test := range []struct {
		name    string
		history models.History
		free    bool
		sends   int
		reason  refusal.Reason
		wait    time.Duration
	}{
		{"never seen", models.History{}, false, 1, "", 0},
		{"too soon", models.History{Sends: 1, SentAt: ago(time.Second)}, false, 0, refusal.TooSoon, 59 * time.Second},
		{"in time", models.History{Sends: 1, SentAt: ago(time.Minute)}, false, 2, "", 0},
		{"third message", models.History{Sends: 3, SentAt: ago(time.Minute)}, false, 0, refusal.TooSoon, time.Minute},
		{"a test number", models.History{Sends: 3, SentAt: ago(0)}, true, 4, "", 0},
		{"after a sign-in", models.History{Sends: 4, SentAt: ago(time.Minute), SignedInAt: ago(time.Second)}, false, 1, "", 0},
		{"after a pause", models.History{Sends: 4, SentAt: ago(time.Hour)}, false, 1, "", 0},
		{"a dead code", models.History{Failures: 5, FailedAt: ago(time.Second)}, true, 0, refusal.TooSoon, 29 * time.Second},
		{"many dead codes", models.History{Failures: 99, FailedAt: ago(0)}, false, 0, refusal.TooSoon, time.Hour},
		{"a hundred failures", models.History{Failures: 100, FailedAt: ago(24 * time.Hour)}, false, 0, refusal.NumberStopped, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			sends, err := Pace(test.history, time.Minute, test.free, now)
			r, _ := err.(*refusal.Refusal)
			if test.reason == "" {
				if err != nil || sends != test.sends {
					t.Errorf("got %d, %v, want %d", sends, err, test.sends)
				}
				return
			}
			if r == nil || r.Reason != test.reason || r.RetryAfter != test.wait {
				t.Errorf("got %v, want %s after %v", err, test.reason, test.wait)
			}
		})
	}
}
