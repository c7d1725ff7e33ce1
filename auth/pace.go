package auth

import (
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Limits of one number. They are the product's own; the operator sets the
// period.
const (
	// maxTries wrong answers kill a code (S6).
	maxTries = 5

	// maxFailures wrong answers in a row stop a number for strangers: 100 guesses
	// at six digits succeed once in ten thousand numbers (S6, NIST SP 800-63B-4
	// 3.2.2). A right code, a known device or the operator goes on.
	maxFailures = 100

	// After each dead code the number waits, twice as long every time, for at
	// most an hour: guessing at new codes as fast as they can be sent would
	// succeed within weeks (S6).
	firstDelay, longestDelay = 30 * time.Second, time.Hour

	// pauseForgets is the quiet time after which requests count from one again.
	pauseForgets = time.Hour

	// longestLife is how long a code lives at the most after it was made (S2), and
	// how long a request sends the same one again: a first message that comes late
	// is good then, whatever the validity.
	longestLife = 10 * time.Minute

	// lastMinute is what a message is good for at the least, or the validity where
	// that is shorter, even when longestLife ends sooner: a code that goes out for the last time
	// must leave time to be typed. So no code lives longer than eleven minutes.
	lastMinute = time.Minute
)

// waits are the periods that pass before the next message, after the first,
// second … message without a sign-in between them (C10).
var waits = []int{1, 1, 2, 5}

// pace judges one more request of a number and tells the number of requests to
// note, or refuses with TooSoon, NumberStopped or OptedOut. With free neither the
// period nor an opt-out counts: nothing is sent.
func pace(h models.History, period time.Duration, free bool, now time.Time) (int, error) {
	if h.Failures >= maxFailures {
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
		wait = waitFrom(*h.SentAt, waitAfter(sends, period), now)
	}
	if h.FailedAt != nil {
		wait = max(wait, waitFrom(*h.FailedAt, delayAfter(h.Failures), now))
	}
	if wait > 0 {
		return 0, &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: wait}
	}
	return sends + 1, nil
}

// waitFrom is what is left of a wait that began at a time.
func waitFrom(began time.Time, wait time.Duration, now time.Time) time.Duration {
	if !Within(began, wait, now) {
		return 0
	}
	return min(wait, began.Add(wait).Sub(now))
}

// waitAfter is how long a number waits after so many messages.
func waitAfter(sends int, period time.Duration) time.Duration {
	return period * time.Duration(waits[min(max(sends, 1), len(waits))-1])
}

// delayAfter is how long a number waits after so many wrong answers in a row.
func delayAfter(failures int) time.Duration {
	dead := failures / maxTries
	if dead == 0 {
		return 0
	}
	return min(firstDelay<<min(dead-1, 16), longestDelay)
}
