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
	note    Journal

	last     Attempt  // whose outcome speaks for the message
	unsure   int      // attempts that may have been taken, and paid for
	failures []string // of providers that did not take it
}

// run tries the providers in order, those in service first. One that is out of
// service comes last, which is better than nothing: where there is no other, the
// breaker costs nobody a message.
func (t *trip) run(ctx context.Context, legs []*leg) (Attempt, error) {
	var spare []*leg
	for n, l := range legs {
		switch v := l.breakers[t.message.Channel].admit(t.o.Now()); v {
		case outOfService:
			spare = append(spare, l)
		case leftAlone:
			t.skip(l, "asked to be left alone")
		default:
			if t.attempt(ctx, l, v, len(legs)-n-1+len(spare)) {
				return t.end()
			}
		}
	}
	for n, l := range spare {
		if t.attempt(ctx, l, outOfService, len(spare)-n-1) {
			break
		}
	}
	return t.end()
}

// attempt sends the message through one provider and reports whether that
// settled it; behind is how many providers are left after it.
func (t *trip) attempt(ctx context.Context, l *leg, v verdict, behind int) (settled bool) {
	b := l.breakers[t.message.Channel]
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	default:
		// A provider that hangs uses up its own places and nobody's time.
		b.release(v)
		t.skip(l, "too many messages under way")
		return false
	}
	if t.unsure == maxUnsure-1 {
		behind = 0 // after more silence there is nobody to keep time for
	}
	limit := share(ctx, behind)
	if limit < shortestTry {
		b.release(v)
		t.skip(l, "no time left")
		return true
	}
	a, err := t.begin(ctx, l)
	if err != nil {
		b.release(v)
		t.skip(l, err.Error())
		return !errors.Is(err, ErrNotThisWay)
	}
	t.call(ctx, l, a, limit)
	t.tell(ctx, l, b, v)
	return t.settled(ctx)
}

// skip notes that a provider was not called.
func (t *trip) skip(l *leg, why string) { t.failures = append(t.failures, l.Name()+": "+why) }

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
	t.failures = append(t.failures, detailOf(a.Err))
	t.o.Log.WarnContext(ctx, "attempt failed", "attempt", a.ID, "provider", a.Provider, "channel", a.Channel, "error", a.Err)
	if isUnsure(a.Err) {
		t.unsure++
	}
}

// detailOf is an error without its kind, which the whole trip's error has.
func detailOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Detail
	}
	return err.Error()
}

// isUnsure reports whether the message may have been taken all the same; of an
// error that no provider made nobody knows.
func isUnsure(err error) bool {
	var e *Error
	return !errors.As(err, &e) || e.Unsure
}

// tell lets the breaker know of the last attempt, and the log where that changed
// something.
func (t *trip) tell(ctx context.Context, l *leg, b *breaker, v verdict) {
	err := t.last.Err
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		b.release(v) // the person left; the provider may be well
		return
	}
	kind := KindOf(err)
	failed := err != nil && (kind == Temporary || kind == BadProvider)
	var e *Error
	var leaveFor time.Duration
	if errors.As(err, &e) {
		leaveFor = e.RetryAfter
	}
	switch b.settle(v, failed, leaveFor, t.o.Now()) {
	case wentOut:
		t.o.Log.ErrorContext(ctx, "provider out", "provider", l.Name(), "channel", t.message.Channel, "error", err)
	case cameBack:
		t.o.Log.InfoContext(ctx, "provider back", "provider", l.Name(), "channel", t.message.Channel)
	}
}

// settled reports whether the last attempt ended the trip.
func (t *trip) settled(ctx context.Context) bool {
	if t.last.Err == nil || ctx.Err() != nil || t.unsure >= maxUnsure {
		return true
	}
	kind := KindOf(t.last.Err)
	return kind == BadNumber || kind == OptedOut
}

// end is the outcome of all attempts.
func (t *trip) end() (Attempt, error) {
	if t.last.ID != "" && t.last.Err == nil {
		return t.last, nil
	}
	whole := &Error{Kind: Temporary, Detail: strings.Join(t.failures, "; "), Unsure: t.unsure > 0}
	var e *Error
	if errors.As(t.last.Err, &e) {
		whole.Kind, whole.RetryAfter = e.Kind, e.RetryAfter
	}
	t.last.Err = whole
	return t.last, whole
}
