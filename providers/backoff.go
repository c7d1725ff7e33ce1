package providers

import (
	"time"

	"phonelogin/models/phone"
)

// maxProbeDelay is the longest time between two probes of a provider that asked for
// a wait. A provider may ask for an hour and recover within a minute.
const maxProbeDelay = 30 * time.Second

// backoff is the wait that a provider asked for (Retry-After). Providers answer 429
// or 503 with the same codes for one number and for a whole account. So the wait
// applies to the number at first. It applies to all numbers once a second number is
// told to wait and no message was accepted in between.
type backoff struct {
	until   time.Time // no calls before this time, except probes
	probeAt time.Time // from then on one message at a time probes

	number      phone.Number // the number that was last told to wait
	numberUntil time.Time
	taken       bool // a message was accepted since then
}

// noteThrottled records that a message to a number was told to wait; wait is 0 when
// the provider named no time. It reports whether the wait applies to all numbers.
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

// remaining is the least time that the next message must wait; 0 for none.
func (r *backoff) remaining(now time.Time) time.Duration {
	if !now.Before(r.until) {
		return 0
	}
	return max(r.probeAt.Sub(now), 0)
}

// clear ends the wait after an accepted message.
func (r *backoff) clear() { r.until, r.taken = time.Time{}, true }

// postponeProbe delays the next probe after a failed one.
func (r *backoff) postponeProbe(now time.Time) {
	if now.Before(r.until) && r.probeAt.Before(now.Add(time.Second)) {
		r.probeAt = now.Add(maxProbeDelay)
	}
}
