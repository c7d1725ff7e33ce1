package providers

import (
	"context"
	"errors"
	"strings"
	"time"
)

// shortestTry is the least time that is worth an attempt: below it hardly an
// answer arrives, and the message may be paid for all the same.
const shortestTry = 100 * time.Millisecond

// maxUnsure is how many attempts of one message may end without an answer.
const maxUnsure = 2

// ErrNotThisWay is the answer of a Journal that forbids this attempt alone: the
// next provider is asked. Any other error ends the message.
var ErrNotThisWay = errors.New("not through this provider")

// trip is one message on its way through its route.
type trip struct {
	*Router
	message Message
	region  region
	note    Journal

	last     Attempt
	failure  *Error   // the one that is told, nil while there is none
	unsure   int      // attempts that may have been taken, and paid for
	failures []string // of providers that did not take it
	stopped  error    // what ended it on our own side
}

// run tries the providers in order, those in service first. One that is out of
// service comes last, which is better than nothing: where there is no other, the
// breaker costs nobody a message.
func (t *trip) run(ctx context.Context, legs []*leg) (Attempt, error) {
	var spare []*leg
	for n, l := range legs {
		switch a := l.admit(t.region, t.o.Now()); a.verdict {
		case outOfService:
			spare = append(spare, l)
		case leftAlone:
			t.passOver(l, a.wait)
		default:
			if t.attempt(ctx, l, a, len(legs)-n-1+len(spare)) {
				return t.end()
			}
		}
	}
	for n, l := range spare {
		if t.attempt(ctx, l, l.force(t.region), len(spare)-n-1) {
			break
		}
	}
	return t.end()
}

// attempt sends the message through one provider and reports whether that
// settled it; behind is how many providers are left after it.
func (t *trip) attempt(ctx context.Context, l *leg, admitted admission, behind int) (settled bool) {
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	default:
		// A provider that hangs uses up its own places and nobody's time.
		admitted.release()
		t.skip(l, "too many messages under way")
		return false
	}
	if t.unsure == maxUnsure-1 {
		behind = 0 // after more silence there is nobody to keep time for
	}
	limit := share(ctx, behind)
	if limit < shortestTry {
		admitted.release()
		t.skip(l, "no time left")
		return true
	}
	a, err := t.begin(ctx, l)
	if err != nil {
		admitted.release()
		t.skip(l, err.Error())
		if errors.Is(err, ErrNotThisWay) {
			return false
		}
		t.stopped = err
		return true
	}
	t.call(ctx, l, a, limit)
	t.tell(ctx, l, admitted)
	return t.settled(ctx)
}

// skip notes that a provider was not called.
func (t *trip) skip(l *leg, why string) { t.failures = append(t.failures, l.Name()+": "+why) }

// passOver notes that a provider wants to be left alone for a while.
func (t *trip) passOver(l *leg, wait time.Duration) {
	t.skip(l, "asked to be left alone")
	e := newError(RateLimited, "")
	e.RetryAfter = wait
	t.weigh(e)
}

// weigh decides which failure of all attempts is told: one that no other provider
// can mend, else one that waiting helps against, else the last.
func (t *trip) weigh(e *Error) {
	if t.failure == nil || e.Kind.endsHere() || !t.failure.Kind.waitHelps() {
		t.failure = e
	}
}

// share is the time that an attempt may take: half of what is left, so that the
// ones behind it have a chance, or all of it where there are none.
func share(ctx context.Context, behind int) time.Duration {
	end, _ := ctx.Deadline() // Send set one
	left := time.Until(end)
	if behind > 0 {
		left /= 2
	}
	return left
}

// begin names an attempt and has it noted.
func (t *trip) begin(ctx context.Context, l *leg) (Attempt, error) {
	a := Attempt{Provider: l.Name(), Channel: t.message.Channel, At: t.o.Now()}
	var err error
	if a.ID, err = t.o.NewID(); err != nil {
		return a, err
	}
	return a, t.note(ctx, a, false)
}

// call makes the attempt.
func (t *trip) call(ctx context.Context, l *leg, a Attempt, limit time.Duration) {
	m := t.message
	if t.o.ReportTo != nil {
		m.ReportTo = t.o.ReportTo(l.Name())
	}
	call, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a.Receipt, a.Err = l.Send(call, m)
	a.Took = t.o.Now().Sub(a.At)
	t.last = a
	_ = t.note(ctx, a, true) // whoever notes it logs a failure; what was sent is sent
	if a.Err == nil {
		return
	}
	e := asError(a.Err)
	t.failures = append(t.failures, e.Detail)
	t.weigh(e)
	t.o.Log.WarnContext(ctx, "attempt failed", "attempt", a.ID, "provider", a.Provider, "channel", a.Channel,
		"reason", ReasonOf(e), "code", e.Code, "meaning", e.Says(a.Provider), "error", e)
	if e.Unsure {
		t.unsure++
	}
}

// tell lets the breaker know of the last attempt, and the log where that changed
// something.
func (t *trip) tell(ctx context.Context, l *leg, admitted admission) {
	err := t.last.Err
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		admitted.release() // the person left; the provider may be well
		return
	}
	onChannel, inCountry := admitted.settle(err, t.message.To, t.o.Now())
	where := []any{"provider", l.Name(), "channel", t.message.Channel}
	t.logTurn(ctx, onChannel, err, where)
	t.logTurn(ctx, inCountry, err, append(where, "country", t.region.country))
}

func (t *trip) logTurn(ctx context.Context, turned turn, err error, where []any) {
	switch turned {
	case wentOut:
		t.o.Log.ErrorContext(ctx, "provider out", append(where, "error", err)...)
	case cameBack:
		t.o.Log.InfoContext(ctx, "provider back", where...)
	}
}

// settled reports whether the last attempt ended the trip.
func (t *trip) settled(ctx context.Context) bool {
	if t.last.Err == nil || ctx.Err() != nil || t.unsure >= maxUnsure {
		return true
	}
	return KindOf(t.last.Err).endsHere()
}

// end is the outcome of all attempts.
func (t *trip) end() (Attempt, error) {
	if t.last.ID != "" && t.last.Err == nil {
		return t.last, nil
	}
	if t.failure == nil {
		t.failure = newError(Reason(Temporary), "")
	}
	whole := *t.failure
	whole.Detail, whole.Said, whole.Unsure = strings.Join(t.failures, "; "), "", t.unsure > 0
	whole.Cause = t.stopped
	t.last.Err = &whole
	return t.last, &whole
}
