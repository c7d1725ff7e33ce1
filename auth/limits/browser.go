package limits

import (
	"slices"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/auth/refusal"
)

// Limits of one browser. They are the product's own. They stand before those of
// numbers, because whoever goes through many numbers has a pace with none of them
// (S21).
const (
	// MaxBrowserSends is how many messages a browser may ask for.
	MaxBrowserSends = 6

	// MaxBrowserNumbers is for how many numbers it may ask.
	MaxBrowserNumbers = 3

	// browserReset is when both begin anew. A sign-in does the same.
	browserReset = time.Hour
)

// Browser is what a browser that nobody is signed in on has asked for. The page
// session stores it, so its members in JSON stay as they are.
type Browser struct {
	Sends   int            `json:"sends,omitempty"` // messages since Since
	Since   time.Time      `json:"from"`
	Numbers []phone.Number `json:"numbers,omitempty"` // that the messages went to
}

// MayAsk refuses one message too many, or one number too many, with TooSoon.
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

// With is b and one more message to a number.
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

// counts reports whether what was asked for still counts.
func (b Browser) counts(now time.Time) bool { return Within(b.Since, browserReset, now) }
