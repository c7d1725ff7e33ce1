package limits

import (
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Limits of one number. They are fixed; the operator sets only the period.
const (
	// MaxTries wrong answers end a code (S6).
	MaxTries = 5

	// MaxFailures wrong answers in a row stop a number for strangers: 100 guesses
	// at six digits succeed for one in ten thousand numbers (S6, NIST SP 800-63B-4
	// 3.2.2). A right code, a known device or the operator lifts the stop.
	MaxFailures = 100

	// After each dead code the number waits, twice as long every time, for at most
	// an hour. Guessing at new codes as fast as they can be sent would succeed
	// within weeks (S6).
	firstDelay, longestDelay = 30 * time.Second, time.Hour

	// pauseForgets is the quiet time after which the count of requests restarts.
	pauseForgets = time.Hour

	// LongestLife is the longest that a code lives after it was made (S2), and how
	// long a request sends the same code again, so that a late first message still
	// works, whatever the validity.
	LongestLife = 10 * time.Minute

	// lastMinute is the least time that a sent code is valid, unless the validity
	// is shorter, even beyond LongestLife: there must be time to type it. So no
	// code lives longer than eleven minutes.
	lastMinute = time.Minute

	// RevertWithin is how long the old number of an account may take a change of
	// number back: long enough for someone who reads their messages rarely.
	RevertWithin = 7 * 24 * time.Hour
)

// waits are the periods before the next message, after the first, second … message
// without a sign-in in between (C10).
var waits = []int{1, 1, 2, 5}

// Pace decides about one more request of a number and returns the count of requests
// to store. It refuses with TooSoon, NumberStopped or OptedOut. With free, nothing
// is sent, so neither the period nor an opt-out counts.
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

// Remaining is the rest of a wait that began at a time.
func Remaining(began time.Time, wait time.Duration, now time.Time) time.Duration {
	if !Within(began, wait, now) {
		return 0
	}
	return min(wait, began.Add(wait).Sub(now))
}

// WaitAfter is how long a number waits after a count of messages.
func WaitAfter(sends int, period time.Duration) time.Duration {
	return period * time.Duration(waits[min(max(sends, 1), len(waits))-1])
}

// DelayAfter is how long a number waits after a count of wrong answers in a row.
func DelayAfter(failures int) time.Duration {
	dead := failures / MaxTries
	if dead == 0 {
		return 0
	}
	return min(firstDelay<<min(dead-1, 16), longestDelay)
}
