package limits

import (
	"slices"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models/phone"
)

// Limits of one browser. They are fixed. They are checked before those of numbers,
// because a browser that tries many numbers meets the pace of none of them (S21).
const (
	// MaxBrowserSends is how many messages a browser may ask for.
	MaxBrowserSends = 6

	// MaxBrowserNumbers is how many numbers it may ask for.
	MaxBrowserNumbers = 3

	// browserReset is when both counts restart. They also restart at a sign-in.
	browserReset = time.Hour
)

// Browser counts the requests of a browser without a sign-in. The page session
// stores it as JSON, so its member names are stable.
type Browser struct {
	Sends   int            `json:"sends,omitempty"` // messages since Since
	Since   time.Time      `json:"from"`
	Numbers []phone.Number `json:"numbers,omitempty"` // that the messages went to
}

// MayAsk refuses with TooSoon beyond either limit.
func (b Browser) MayAsk(number phone.Number, now time.Time) error {
	if !b.counts(now) {
		return nil
	}
	known := slices.Contains(b.Numbers, number)
	if b.Sends >= MaxBrowserSends || !known && len(b.Numbers) >= MaxBrowserNumbers {
		return &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: b.Since.Add(browserReset).Sub(now)}
	}
	return nil
}

// Left is how many messages the browser may still ask for (C10).
func (b Browser) Left(now time.Time) int {
	if !b.counts(now) {
		return MaxBrowserSends
	}
	return max(0, MaxBrowserSends-b.Sends)
}

// With returns b plus one message to a number.
func (b Browser) With(number phone.Number, now time.Time) Browser {
	if !b.counts(now) {
		b = Browser{Since: now}
	}
	b.Sends++
	if !slices.Contains(b.Numbers, number) {
		b.Numbers = append(slices.Clone(b.Numbers), number)
	}
	return b
}

// counts reports whether the counts are still valid.
func (b Browser) counts(now time.Time) bool { return Within(b.Since, browserReset, now) }
