package models

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// ClockTolerance is the difference between two clocks that is ignored. A stored
	// time that is further ahead was written by a wrong clock.
	ClockTolerance = 2 * time.Second

	clockSamples  = 3
	clockSlowest  = time.Second     // slower answers are not used
	clockEvery    = 5 * time.Second // between measurements
	clockDisagree = time.Second     // difference of this machine's clocks after which it must have slept
)

// errSlow is returned when the reference answered too slowly for a measurement.
var errSlow = errors.New("the answer took too long to tell the time by")

// ClockSource holds the clocks of a machine.
type ClockSource struct {
	Wall    func() time.Time     // wall clock; may be set at any time
	Elapsed func() time.Duration // monotonic clock; may stop while the machine sleeps
}

// SystemClock is the clock source of this machine.
func SystemClock() ClockSource {
	start := time.Now()
	return ClockSource{Wall: time.Now, Elapsed: func() time.Duration { return time.Since(start) }}
}

// Clock is a time that all replicas share: the reference's time (the database's) at
// the last measurement, plus what has elapsed on this machine since. Setting this
// machine's wall clock has no effect.
//
// When the time would go back by less than ClockTolerance, Clock stands still
// instead. A larger step, either way, is believed after a second measurement
// confirms it: the database failed over, this machine slept, or the reference was
// set. It is then applied at once, because all replicas must agree.
type Clock struct {
	ask    func(context.Context) (time.Time, error)
	source ClockSource

	reading atomic.Pointer[reading]
	latest  atomic.Int64 // the newest time returned, in nanoseconds since 1970

	mu       sync.Mutex
	asked    reading       // the last attempt to measure, on this machine's clocks
	measured bool          // whether that attempt succeeded
	leap     time.Duration // a step that is not confirmed yet; zero for none
}

// reading pairs a monotonic time with a wall time.
type reading struct {
	elapsed time.Duration // the moment
	at      time.Time
}

// NewClock makes a Clock; ask returns the reference's time. It takes the first
// measurement even if the reference answers slowly.
func NewClock(ctx context.Context, ask func(context.Context) (time.Time, error), source ClockSource) (*Clock, error) {
	c := &Clock{ask: ask, source: source}
	r, _, err := c.sample(ctx)
	if err != nil {
		return nil, err
	}
	c.reading.Store(&r)
	c.asked = reading{source.Elapsed(), source.Wall()}
	c.measured = true
	return c, nil
}

// Clock returns the clock of all replicas: the database's on Postgres, this
// machine's on SQLite.
func (db *DB) Clock(ctx context.Context, source ClockSource) (*Clock, error) {
	ask := func(context.Context) (time.Time, error) { return source.Wall(), nil }
	if db.postgres {
		ask = func(ctx context.Context) (at time.Time, err error) {
			return at, db.one(ctx, &at, `SELECT clock_timestamp()`)
		}
	}
	return NewClock(ctx, ask, source)
}

// Now is the current time. It makes no call and is safe for concurrent use.
func (c *Clock) Now() time.Time {
	now := c.at(c.source.Elapsed())
	for {
		latest := c.latest.Load()
		back := latest - now.UnixNano()
		if back >= 0 && back <= int64(ClockTolerance) {
			return time.Unix(0, latest).UTC()
		}
		if c.latest.CompareAndSwap(latest, now.UnixNano()) {
			return now
		}
	}
}

func (c *Clock) at(elapsed time.Duration) time.Time {
	r := c.reading.Load()
	return r.at.Add(elapsed - r.elapsed).UTC()
}

// Ahead is how far this machine's wall clock is ahead of the clock; negative when
// it is behind.
func (c *Clock) Ahead() time.Duration { return c.source.Wall().Sub(c.at(c.source.Elapsed())) }

// Due reports whether to measure: the last measurement is old or not confirmed, or
// this machine slept or its clock was set since.
func (c *Clock) Due() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := c.source.Elapsed() - c.asked.elapsed
	slept := c.source.Wall().Sub(c.asked.at) - passed
	return passed >= clockEvery || c.measured && (c.leap != 0 || slept.Abs() >= clockDisagree)
}

// Measure asks the reference. A failed or slow answer changes nothing.
func (c *Clock) Measure(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, roundTrip, err := c.sample(ctx)
	if err == nil && roundTrip > clockSlowest {
		err = errSlow
	}
	c.asked, c.measured = reading{c.source.Elapsed(), c.source.Wall()}, err == nil
	if err != nil {
		return err
	}
	step := r.at.Sub(c.at(r.elapsed))
	if step.Abs() > ClockTolerance && (step-c.leap).Abs() > ClockTolerance {
		c.leap = step
		return nil
	}
	c.leap = 0
	c.reading.Store(&r)
	return nil
}

// sample asks several times and uses the fastest answer: its error is at most half
// of its round trip.
func (c *Clock) sample(ctx context.Context) (best reading, roundTrip time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, clockSamples*clockSlowest)
	defer cancel()
	for n := range clockSamples {
		began := c.source.Elapsed()
		at, err := c.ask(ctx)
		if err != nil {
			return best, 0, err
		}
		ended := c.source.Elapsed()
		if took := ended - began; n == 0 || took < roundTrip {
			best, roundTrip = reading{ended, at.Add(took / 2)}, took
		}
	}
	return best, roundTrip, nil
}
