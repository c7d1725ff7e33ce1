package providers

import (
	"sync"
	"time"

	"phonelogin/auth/phone"
)

// Over this many outcomes the share of failures is judged: enough that a few
// unlucky messages do not count, and soon over.
const breakerWindow = 20

// longestPause bounds the pause of a provider that fails each probe.
const longestPause = 2 * time.Minute

// verdict is whether a message may go through a provider now.
type verdict int

const (
	inService verdict = iota
	probing           // out of service, and this message is the one that asks whether it is back
	outOfService
	backingOff // it asked not to be called for a while
)

// breaker knows whether one provider works on one channel, or there in one
// country. It is out of service after a number of failures in a row, or when half
// of the last twenty messages failed; then one message after each pause probes
// it. It is safe for concurrent use.
//
// The state is this process's own: it is learned within a few messages, a
// failure may lie between one machine and the provider only, and shared state
// would be a database write for each message.
type breaker struct {
	limit int           // failures in a row
	pause time.Duration // before the first probe; doubles with each that fails

	mu            sync.Mutex
	out           bool
	consecutive   int           // failures since the last success
	recent        []bool        // the last outcomes, true for a failure
	currentPause  time.Duration // the current pause
	probeAt       time.Time     // when the next probe may go
	probeUnderWay bool          // one is under way
	backoff       backoff
}

// admit judges one message. With backingOff comes the time until the next one may
// ask. After probing, settle or release must follow.
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

// release ends a probe that told nothing.
func (b *breaker) release(v verdict) {
	if v != probing {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probeUnderWay = false
}

// transition is what an outcome did to a provider.
type transition int

const (
	unchanged transition = iota
	wentOut
	cameBack
)

// settle notes what came of a message to a number that was admitted: success
// where failure is nil, else one that speaks of the provider.
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
		return unchanged // a limit of the number's own says nothing of the provider
	}
	b.backoff.postponeProbe(now)
	return b.failed(v, now)
}

func (b *breaker) succeeded() transition {
	if b.out {
		// What failed before says nothing about the provider that is back.
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
