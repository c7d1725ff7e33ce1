package writebehind

import (
	"math/rand/v2"
	"time"
)

const (
	shortestPause = 250 * time.Millisecond
	longestPause  = 30 * time.Second
)

// fault is what is wrong, from the first line in the log to the second.
type fault struct {
	since time.Time // zero while all is well
	lost  int64     // entries, since then

	err   error     // of the last write
	tries int       // that failed in a row
	until time.Time // the pause before the next one ends
}

// pausing reports whether a pause is on. One that seems longer than any is the work
// of a clock that was set back.
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
	f.until = q.o.Now().Add(pause/2 + rand.N(pause)) // replicas that failed at once do not come back at once
	f.err = err
	f.tries++
	q.endWriter()
}

// begin notes since when something is wrong.
func (q *Queue[T]) begin() {
	if q.fault.since.IsZero() {
		q.fault.since = q.o.Now()
	}
}

// succeed notes that a write succeeded. All is well when there is room again too.
func (q *Queue[T]) succeed() {
	f := &q.fault
	f.err, f.tries, f.until = nil, 0, time.Time{}
	if f.since.IsZero() || len(q.waiting) > q.o.MaxWaiting/2 {
		return
	}
	q.o.Log.Warn(q.name+" are written again", "after", q.o.Now().Sub(f.since), "waiting", len(q.waiting), "lost", f.lost)
	*f = fault{}
}
