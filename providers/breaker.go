package providers

import (
	"sync"
	"time"

	"phonelogin/models/phone"
)

// breakerWindow is the number of recent outcomes over which the share of failures
// is computed. It is large enough to ignore a few unlucky messages and fills
// quickly.
const breakerWindow = 20

// longestPause caps the pause between probes of a provider that keeps failing.
const longestPause = 2 * time.Minute

// verdict says whether a message may go through a provider now.
type verdict int

const (
	inService verdict = iota
	probing           // out of service; this message is the probe
	outOfService
	backingOff // it sent Retry-After
)

// breaker is the circuit breaker of one provider, on one channel or on one channel
// in one country. It opens after a number of failures in a row, or when half of the
// last twenty messages failed. Then one message after each pause probes the
// provider. It is safe for concurrent use.
//
// Its state belongs to this process. A process learns the state within a few
// messages, a failure may concern one machine's connection only, and shared state
// would cost a database write for each message.
type breaker struct {
	limit int           // failures in a row
	pause time.Duration // before the first probe; doubles after each failed probe

	mu            sync.Mutex
	out           bool
	consecutive   int           // failures since the last success
	recent        []bool        // recent outcomes, true for a failure
	currentPause  time.Duration // the current pause
	probeAt       time.Time     // when the next probe may go
	probeUnderWay bool          // a probe is running
	backoff       backoff
}

// admit decides about one message. With backingOff it also returns the time until
// the next probe. After probing, the caller must call settle or release.
func (b *breaker) admit(now time.Time) (verdict, time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	resting, wait := now.Before(b.backoff.until), b.backoff.remaining(now)
	switch {
	case resting && (b.probeUnderWay || wait > 0):
		return backingOff, max(wait, time.Second)
	case !resting && !b.out:
		return inService, 0
	case !resting && (b.probeUnderWay || now.Before(b.probeAt)):
		return outOfService, 0
	}
	b.probeUnderWay = true
	return probing, 0
}

// release ends a probe that gave no information about the provider.
func (b *breaker) release(v verdict) {
	if v != probing {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probeUnderWay = false
}

// transition is the effect of an outcome on a breaker.
type transition int

const (
	unchanged transition = iota
	wentOut
	cameBack
)

// settle records the outcome of an admitted message: success when failure is nil,
// otherwise a failure that concerns the provider.
func (b *breaker) settle(v verdict, failure *Error, to phone.Number, now time.Time) transition {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v == probing {
		b.probeUnderWay = false
	}
	if failure == nil {
		b.backoff.clear()
		return b.succeeded()
	}
	if failure.asksToWait() && !b.backoff.noteThrottled(failure.RetryAfter, to, now) && failure.throttles() {
		return unchanged // a limit on one number says nothing about the provider
	}
	b.backoff.postponeProbe(now)
	return b.failed(v, now)
}

func (b *breaker) succeeded() transition {
	if b.out {
		// Failures from before the outage no longer count.
		b.out, b.consecutive, b.recent, b.currentPause = false, 0, nil, 0
		return cameBack
	}
	b.consecutive = 0
	b.note(false)
	return unchanged
}

func (b *breaker) failed(v verdict, now time.Time) transition {
	if b.out {
		if v == probing {
			b.currentPause = min(2*b.currentPause, longestPause)
			b.probeAt = now.Add(b.currentPause)
		}
		return unchanged
	}
	b.consecutive++
	b.note(true)
	if b.consecutive < b.limit && !b.halfFailed() {
		return unchanged
	}
	b.out, b.currentPause = true, b.pause
	b.probeAt = now.Add(b.currentPause)
	return wentOut
}

func (b *breaker) note(failed bool) {
	b.recent = append(b.recent, failed)
	if len(b.recent) > breakerWindow {
		b.recent = b.recent[1:]
	}
}

func (b *breaker) halfFailed() bool {
	failures := 0
	for _, failed := range b.recent {
		if failed {
			failures++
		}
	}
	return len(b.recent) == breakerWindow && 2*failures >= breakerWindow
}
