package limits

import (
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Limits of one number. They are the product's own; the operator sets the
// period.
const (
	// MaxTries wrong answers kill a code (S6).
	MaxTries = 5

	// MaxFailures wrong answers in a row stop a number for strangers: 100 guesses
	// at six digits succeed once in ten thousand numbers (S6, NIST SP 800-63B-4
	// 3.2.2). A right code, a known device or the operator goes on.
	MaxFailures = 100

	// After each dead code the number waits, twice as long every time, for at
	// most an hour: guessing at new codes as fast as they can be sent would
	// succeed within weeks (S6).
	firstDelay, longestDelay = 30 * time.Second, time.Hour

	// pauseForgets is the quiet time after which requests count from one again.
	pauseForgets = time.Hour

	// LongestLife is how long a code lives at the most after it was made (S2), and
	// how long a request sends the same one again: a first message that comes late
	// is good then, whatever the validity.
	LongestLife = 10 * time.Minute

	// lastMinute is what a message is good for at the least, or the validity where
	// that is shorter, even when LongestLife ends sooner: a code that goes out for the last time
	// must leave time to be typed. So no code lives longer than eleven minutes.
	lastMinute = time.Minute

	// RevertWithin is how long the old number of an account may take a change of
	// number back: long enough for someone who reads their messages rarely.
	RevertWithin = 7 * 24 * time.Hour
)

// waits are the periods that pass before the next message, after the first,
// second … message without a sign-in between them (C10).
var waits = []int{1, 1, 2, 5}

// Pace judges one more request of a number and tells the number of requests to
// note, or refuses with TooSoon, NumberStopped or OptedOut. With free neither the
// period nor an opt-out counts: nothing is sent.
func Pace(h models.History, period time.Duration, free bool, now time.Time) (int, error) {
	if h.Failures >= MaxFailures {
		return 0, refusal.New(refusal.NumberStopped)
	}
	if h.OptedOut && !free {
		return 0, refusal.New(refusal.OptedOut)
	}
	sends := h.Sends
	if h.SentAt != nil && now.Sub(*h.SentAt) >= pauseForgets {
		sends = 0
	}
	if h.SentAt != nil && h.SignedInAt != nil && !h.SignedInAt.Before(*h.SentAt) {
		sends = 0
	}
	wait := time.Duration(0)
	if h.SentAt != nil && !free {
		wait = Remaining(*h.SentAt, WaitAfter(sends, period), now)
	}
	if h.FailedAt != nil {
		wait = max(wait, Remaining(*h.FailedAt, DelayAfter(h.Failures), now))
	}
	if wait > 0 {
		return 0, &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: wait}
	}
	return sends + 1, nil
}

// Remaining is what is left of a wait that began at a time.
func Remaining(began time.Time, wait time.Duration, now time.Time) time.Duration {
	if !Within(began, wait, now) {
		return 0
	}
	return min(wait, began.Add(wait).Sub(now))
}

// WaitAfter is how long a number waits after so many messages.
func WaitAfter(sends int, period time.Duration) time.Duration {
	return period * time.Duration(waits[min(max(sends, 1), len(waits))-1])
}

// DelayAfter is how long a number waits after so many wrong answers in a row.
func DelayAfter(failures int) time.Duration {
	dead := failures / MaxTries
	if dead == 0 {
		return 0
	}
	return min(firstDelay<<min(dead-1, 16), longestDelay)
}
