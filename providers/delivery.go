package providers

import (
	"context"
	"errors"
	"strings"
	"time"
)

// minAttempt is the shortest time worth an attempt. In less time an answer hardly
// arrives, and the message may still be billed.
const minAttempt = 100 * time.Millisecond

// maxUnsure is how many attempts of one message may end without a clear answer.
const maxUnsure = 2

// ErrSkipProvider is returned by a Journal to skip one provider: the next one is
// tried. Any other error ends the delivery.
var ErrSkipProvider = errors.New("not through this provider")

// delivery sends one message through the providers of its route.
type delivery struct {
	*Router
	message Message
	region  region
	journal Journal

	last    Attempt
	failure *Error   // the failure to report, nil for none
	unsure  int      // attempts that the carrier may have accepted, and billed
	details []string // one for each provider that did not accept the message
	stopped error    // a fault of this server that ended the delivery
}

// run tries the providers in order, those in service first. A provider out of
// service is tried last: where there is no other, the breaker costs nobody a
// message.
func (d *delivery) run(ctx context.Context, providers []*provider) (Attempt, error) {
	var spare []*provider
	for n, p := range providers {
		switch a := p.admit(d.region, d.o.Now()); a.verdict {
		case outOfService:
			spare = append(spare, p)
		case backingOff:
			d.skipBackingOff(p, a.wait)
		default:
			if d.tryProvider(ctx, p, a, len(providers)-n-1+len(spare)) {
				return d.outcome()
			}
		}
	}
	for n, p := range spare {
		if d.tryProvider(ctx, p, p.force(d.region), len(spare)-n-1) {
			break
		}
	}
	return d.outcome()
}

// tryProvider sends the message through one provider and reports whether the delivery
// is over. behind is how many providers remain after this one.
func (d *delivery) tryProvider(ctx context.Context, p *provider, admitted admission, behind int) (settled bool) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	default:
		// A provider that hangs fills its own slots and delays no message.
		admitted.release()
		d.skip(p, "too many messages under way")
		return false
	}
	if d.unsure == maxUnsure-1 {
		behind = 0 // this is the last attempt, so no time is kept for others
	}
	limit := timeShare(ctx, behind)
	if limit < minAttempt {
		admitted.release()
		d.skip(p, "no time left")
		return true
	}
	a, err := d.begin(ctx, p)
	if err != nil {
		admitted.release()
		d.skip(p, err.Error())
		if errors.Is(err, ErrSkipProvider) {
			return false
		}
		d.stopped = err
		return true
	}
	d.call(ctx, p, a, limit)
	d.settleBreakers(ctx, p, admitted)
	return d.finished(ctx)
}

// skip records that a provider was not called, and why.
func (d *delivery) skip(p *provider, why string) { d.details = append(d.details, p.Name()+": "+why) }

// skipBackingOff skips a provider that sent Retry-After.
func (d *delivery) skipBackingOff(p *provider, wait time.Duration) {
	d.skip(p, "asked to be left alone")
	e := newError(RateLimited, "")
	e.RetryAfter = wait
	d.noteFailure(e)
}

// noteFailure chooses the failure to report: one that no other provider can solve,
// else one that may pass with time, else the last.
func (d *delivery) noteFailure(e *Error) {
	if d.failure == nil || e.Kind.isFinal() || !d.failure.Kind.waitHelps() {
		d.failure = e
	}
}

// timeShare is the time for an attempt: half of what is left while other providers
// remain, otherwise all of it.
func timeShare(ctx context.Context, behind int) time.Duration {
	end, _ := ctx.Deadline() // Send set one
	left := time.Until(end)
	if behind > 0 {
		left /= 2
	}
	return left
}

// begin creates an attempt and records it in the journal.
func (d *delivery) begin(ctx context.Context, p *provider) (Attempt, error) {
	a := Attempt{Provider: p.Name(), Channel: d.message.Channel, At: d.o.Now()}
	var err error
	if a.ID, err = d.o.NewID(); err != nil {
		return a, err
	}
	return a, d.journal(ctx, a, false)
}

// call makes the attempt.
func (d *delivery) call(ctx context.Context, p *provider, a Attempt, limit time.Duration) {
	m := d.message
	if d.o.ReportTo != nil {
		m.ReportTo = d.o.ReportTo(p.Name())
	}
	call, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a.Receipt, a.Err = p.Send(call, m)
	a.Took = d.o.Now().Sub(a.At)
	d.last = a
	_ = d.journal(ctx, a, true) // the journal logs its own failures; the message is sent either way
	if a.Err == nil {
		return
	}
	e := asError(a.Err)
	d.details = append(d.details, e.Detail)
	d.noteFailure(e)
	d.o.Log.WarnContext(ctx, "attempt failed", "attempt", a.ID, "provider", a.Provider, "channel", a.Channel,
		"reason", ReasonOf(e), "code", e.Code, "meaning", e.Meaning(a.Provider), "error", e)
	if e.Unsure {
		d.unsure++
	}
}

// settleBreakers reports the last attempt to the breakers, and logs a provider that
// went out of service or came back.
func (d *delivery) settleBreakers(ctx context.Context, p *provider, admitted admission) {
	err := d.last.Err
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		admitted.release() // the client hung up; this says nothing about the provider
		return
	}
	onChannel, inCountry := admitted.settle(err, d.message.To, d.o.Now())
	where := []any{"provider", p.Name(), "channel", d.message.Channel}
	d.logTransition(ctx, onChannel, err, where)
	d.logTransition(ctx, inCountry, err, append(where, "country", d.region.country))
}

func (d *delivery) logTransition(ctx context.Context, change transition, err error, where []any) {
	switch change {
	case wentOut:
		d.o.Log.ErrorContext(ctx, "provider out", append(where, "error", err)...)
	case cameBack:
		d.o.Log.InfoContext(ctx, "provider back", where...)
	}
}

// finished reports whether the last attempt ended the delivery.
func (d *delivery) finished(ctx context.Context) bool {
	if d.last.Err == nil || ctx.Err() != nil || d.unsure >= maxUnsure {
		return true
	}
	return KindOf(d.last.Err).isFinal()
}

// outcome returns the successful attempt, or the failure of all attempts.
func (d *delivery) outcome() (Attempt, error) {
	if d.last.ID != "" && d.last.Err == nil {
		return d.last, nil
	}
	if d.failure == nil {
		d.failure = newError(Reason(Temporary), "")
	}
	failed := *d.failure
	failed.Detail, failed.CarrierText, failed.Unsure = strings.Join(d.details, "; "), "", d.unsure > 0
	failed.Cause = d.stopped
	d.last.Err = &failed
	return d.last, &failed
}
