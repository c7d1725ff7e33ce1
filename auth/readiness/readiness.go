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
	// probeWithin is the time limit of a probe. With it, /readyz answers within a second.
	probeWithin = 900 * time.Millisecond

	// probePause is the shortest time between the starts of two probes: everybody may
	// call /readyz, and each probe is a write.
	probePause = 100 * time.Millisecond
)

// Readiness probes whether the database takes writes. Concurrent calls share a probe.
type Readiness struct {
	probe func(context.Context) error

	mu      sync.Mutex
	running *probe           // nil for none
	pause   <-chan time.Time // fires when the next probe may begin; nil before the first
}

// probe is one running probe.
type probe struct {
	done chan struct{}   // closed after err is set
	late <-chan struct{} // closed when its time limit has passed
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

// Reason names the cause of an error of Ready: models.TimedOut, models.Broken or the
// reason of an outage.
func Reason(err error) string {
	if o, ok := errors.AsType[*models.Outage](err); ok {
		return string(o.Reason)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return string(models.TimedOut)
	}
	return string(models.Broken)
}

// Ready returns nil if the database takes writes. The error is that of the probe, that
// of ctx, or context.DeadlineExceeded if the database did not answer within a second.
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
	case <-p.done: // just before late
		return p.err
	default:
		return context.DeadlineExceeded
	}
}

// join returns the running probe, or starts one.
func (r *Readiness) join(ctx context.Context) *probe {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running != nil {
		return r.running
	}
	// Others may still wait when the request that started the probe has gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeWithin)
	p := &probe{done: make(chan struct{}), late: ctx.Done()}
	r.running = p
	pause := r.pause
	r.pause = time.After(probePause)
	go func() {
		if pause != nil {
			<-pause
		}
		p.err = r.probe(ctx)
		r.mu.Lock()
		r.running = nil // before done is closed, or the next request would join this probe
		r.mu.Unlock()
		close(p.done)
		cancel()
	}()
	return p
}
