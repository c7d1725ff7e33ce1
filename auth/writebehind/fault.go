package writebehind

import (
	"math/rand/v2"
	"time"
)

const (
	shortestPause = 250 * time.Millisecond
	longestPause  = 30 * time.Second
)

// fault is the state between the log line that writes fail and the line that they
// work again.
type fault struct {
	since time.Time // zero without a fault
	lost  int64     // entries lost since then

	err   error     // error of the last write
	tries int       // failed writes in a row
	until time.Time // end of the pause
}

// pausing reports whether there is a pause. It ignores a pause that is longer than any
// can be: then the clock was set back.
func (q *Queue[T]) pausing() bool {
	rest := q.fault.until.Sub(q.o.Now())
	return rest > 0 && rest <= 2*longestPause
}

func (q *Queue[T]) fail(err error) {
	if q.fault.since.IsZero() {
		q.o.Log.Error(q.name+" cannot be written and wait", "waiting", len(q.waiting), "error", err)
	}
	q.begin()
	f := &q.fault
	pause := min(shortestPause<<min(f.tries, 10), longestPause)
	f.until = q.o.Now().Add(pause/2 + rand.N(pause)) // random, so that replicas do not retry together
	f.err = err
	f.tries++
	q.endWriter()
}

// begin records the start of a fault.
func (q *Queue[T]) begin() {
	if q.fault.since.IsZero() {
		q.fault.since = q.o.Now()
	}
}

// succeed records a successful write. The fault is over when half of the queue is
// free again too.
func (q *Queue[T]) succeed() {
	f := &q.fault
	f.err, f.tries, f.until = nil, 0, time.Time{}
	if f.since.IsZero() || len(q.waiting) > q.o.MaxWaiting/2 {
		return
	}
	q.o.Log.Warn(q.name+" are written again", "after", q.o.Now().Sub(f.since), "waiting", len(q.waiting), "lost", f.lost)
	*f = fault{}
}
