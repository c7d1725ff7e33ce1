package limits

import (
	"errors"
	"testing"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models/phone"
)

// proves S21 as far as one browser goes
func TestABrowserAsksForSixMessagesToThreeNumbersInAnHour(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	with := func(numbers ...phone.Number) (b Browser) {
		for i, n := range numbers {
			b = b.With(n, began.Add(time.Duration(i)*time.Minute))
		}
		return b
	}
	for _, test := range []struct {
		name   string
		asked  Browser
		number phone.Number
		after  time.Duration // since the first message
		wait   time.Duration // 0 where the browser may ask
		left   int
	}{
		{"a new browser", Browser{}, "1", 0, 0, 6},
		{"a message too many", with("1", "1", "1", "1", "1", "1"), "1", 10 * time.Minute, 50 * time.Minute, 0},
		{"the sixth message", with("1", "1", "1", "1", "1"), "1", 10 * time.Minute, 0, 1},
		{"a number too many", with("1", "2", "3"), "4", 10 * time.Minute, 50 * time.Minute, 3},
		{"a number again", with("1", "2", "3"), "2", 10 * time.Minute, 0, 3},
		{"an hour later", with("1", "1", "1", "1", "1", "1"), "4", time.Hour, 0, 6},
		{"a time ahead of the clock", with("1", "2", "3"), "4", -time.Hour, 0, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := began.Add(test.after)
			err := test.asked.MayAsk(test.number, now)
			var r *refusal.Refusal
			if errors.As(err, &r) != (test.wait > 0) || r != nil && (r.Reason != refusal.TooSoon || r.RetryAfter != test.wait) {
				t.Errorf("got %v, want a wait of %v", err, test.wait)
			}
			if got := test.asked.Left(now); got != test.left {
				t.Errorf("%d messages are left, want %d", got, test.left)
			}
		})
	}
}

func TestAMessageAfterTheHourIsTheFirst(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	b := Browser{}.With("1", now).With("2", now.Add(time.Minute)).With("3", now.Add(time.Hour))
	if b.Sends != 1 || len(b.Numbers) != 1 || !b.Since.Equal(now.Add(time.Hour)) {
		t.Errorf("got %+v", b)
	}
}

// proves H1 as far as the time of the proof goes
func TestAProofCountsForAQuarterOfAnHour(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]bool{
		{}:                         false,
		now:                        true,
		now.Add(-15 * time.Minute): false,
		now.Add(-14 * time.Minute): true,
		now.Add(24 * time.Hour):    false,
	} {
		if got := Proven(at, now); got != want {
			t.Errorf("proved at %v: got %v", at, got)
		}
	}
}
