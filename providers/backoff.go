package providers

import (
	"time"

	"phonelogin/auth/phone"
)

// maxProbeDelay is the longest time between two messages that ask whether a
// provider may be called again: it may name a wait of an hour and be well in a
// minute.
const maxProbeDelay = 30 * time.Second

// backoff is the wait that a provider asked for (Retry-After). A provider says 429
// or 503 of one number and of a whole account alike, with the same codes. So the
// wait is the number's own. Only when a second number is told to wait, and no
// message was taken in between, do all others wait too.
type backoff struct {
	until   time.Time // nobody calls before, except those who ask
	probeAt time.Time // from then on one message at a time asks whether the rest is over

	number      phone.Number // that was told to wait last
	numberUntil time.Time
	taken       bool // a message was, since then
}

// noteThrottled notes that a message to a number was told to wait; wait is 0 where the
// provider named no time. It reports whether that speaks of everybody.
func (r *backoff) noteThrottled(wait time.Duration, to phone.Number, now time.Time) (everybody bool) {
	second := now.Before(r.numberUntil) && r.number != to && !r.taken
	everybody = second || now.Before(r.until)
	r.number, r.numberUntil, r.taken = to, now.Add(max(min(wait, longestPause), maxProbeDelay)), false
	if everybody && wait > 0 {
		r.until = now.Add(min(wait, longestPause))
		r.probeAt = now.Add(min(wait, maxProbeDelay))
	}
	return everybody
}

// remaining is how long the next message waits at the least; 0 where it need not.
func (r *backoff) remaining(now time.Time) time.Duration {
	if !now.Before(r.until) {
		return 0
	}
	return max(r.probeAt.Sub(now), 0)
}

// clear is called when a message was taken.
func (r *backoff) clear() { r.until, r.taken = time.Time{}, true }

// postponeProbe puts off the next question, after one that failed.
func (r *backoff) postponeProbe(now time.Time) {
	if now.Before(r.until) && r.probeAt.Before(now.Add(time.Second)) {
		r.probeAt = now.Add(maxProbeDelay)
	}
}
