package readiness

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

const (
	// probeWithin is the longest that the database may take to show that it can
	// write: whoever asks gets an answer within a second.
	probeWithin = 900 * time.Millisecond

	// probePause is the least time between two probes: /readyz is open to all, and
	// each probe is a write.
	probePause = 100 * time.Millisecond
)

// Readiness asks whether the database can write, once for all who ask meanwhile.
type Readiness struct {
	probe func(context.Context) error

	mu       sync.Mutex
	underWay *probing         // nil when none is
	pause    <-chan time.Time // after which the next one may begin; nil before the first
}

// probing is one probe.
type probing struct {
	done chan struct{}   // closed with err set
	late <-chan struct{} // closed when its time is over
	err  error
}

// New makes a Readiness.
func New(db *models.DB, now func() time.Time, random io.Reader) *Readiness {
	return &Readiness{probe: func(ctx context.Context) error {
		id, err := secrets.NewID(random)
		if err != nil {
			return err
		}
		return db.Probe(ctx, id, now())
	}}
}

// WhyNot names the reason of an error of Ready.
func WhyNot(err error) string {
	if o, ok := errors.AsType[*models.Outage](err); ok {
		return string(o.Reason)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return string(models.TimedOut)
	}
	return string(models.Broken)
}

// Ready reports whether the service can do its work, which is to write. The error
// is an outage, or context.DeadlineExceeded where the database did not answer within a
// second.
func (r *Readiness) Ready(ctx context.Context) error {
	p := r.join(ctx)
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		return ctx.Err()
	case <-p.late:
	}
	select {
	case <-p.done: // both at once
		return p.err
	default:
		return context.DeadlineExceeded
	}
}

// join is the probe that is under way, or a new one.
func (r *Readiness) join(ctx context.Context) *probing {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.underWay != nil {
		return r.underWay
	}
	// The first who asks may leave before the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeWithin)
	p := &probing{done: make(chan struct{}), late: ctx.Done()}
	r.underWay = p
	pause := r.pause
	r.pause = time.After(probePause)
	go func() {
		if pause != nil {
			<-pause
		}
		p.err = r.probe(ctx)
		r.mu.Lock()
		r.underWay = nil // before anybody hears, or the next one would join a probe that is over
		r.mu.Unlock()
		close(p.done)
		cancel()
	}()
	return p
}
