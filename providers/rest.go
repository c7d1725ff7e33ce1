package providers

import "time"

// longestRest is the longest time between two messages that ask whether a
// provider may be called again: it may name a wait of an hour and be well in a
// minute.
const longestRest = 30 * time.Second

// rest is the wait that a provider asked for (Retry-After). A provider says 429
// or 503 of one number and of a whole account alike; where its code does not tell
// which, all others wait only once a second number is told the same.
type rest struct {
	until time.Time // nobody calls before, except those who ask
	askAt time.Time // from then on one message at a time asks whether the rest is over

	number      string // that was told to wait last, in a way that may be about itself alone
	numberUntil time.Time
}

// heed notes the wait in e, which the message to a number met. It reports whether
// the wait may be that of the number alone, told again.
func (r *rest) heed(e *Error, to string, now time.Time) (sameNumber bool) {
	known := r.number != "" && now.Before(r.numberUntil)
	if e.Reason == Busy {
		sameNumber = known && r.number == to
		r.number, r.numberUntil = to, now.Add(max(min(e.RetryAfter, longestPause), longestRest))
	}
	if e.Kind != Temporary || e.RetryAfter <= 0 || e.Reason == Busy && (!known || sameNumber) {
		return sameNumber
	}
	r.until = now.Add(min(e.RetryAfter, longestPause))
	r.askAt = now.Add(min(e.RetryAfter, longestRest))
	return false
}

// waits is how long the next message waits at the least; 0 where it need not.
func (r *rest) waits(now time.Time) time.Duration {
	if !now.Before(r.until) {
		return 0
	}
	return max(r.askAt.Sub(now), 0)
}

// goOn ends the rest: a message was taken.
func (r *rest) goOn() { r.until = time.Time{} }

// askLater puts off the next question, after one that failed.
func (r *rest) askLater(now time.Time) {
	if now.Before(r.until) && r.askAt.Before(now.Add(time.Second)) {
		r.askAt = now.Add(longestRest)
	}
}
