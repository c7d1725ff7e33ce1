package models

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// ClockTolerance is how far two clocks may be apart without a word. What is
	// stored with a time that is further ahead was written by a clock that was wrong.
	ClockTolerance = 2 * time.Second

	clockSamples  = 3
	clockSlowest  = time.Second     // an answer that took longer says too little
	clockEvery    = 5 * time.Second // between measurements
	clockDisagree = time.Second     // by which this machine's two clocks tell that it slept
)

// errSlow is the answer where the reference took too long to measure by.
var errSlow = errors.New("the answer took too long to tell the time by")

// ClockSource is what a machine knows of time.
type ClockSource struct {
	Wall    func() time.Time     // which somebody may set
	Elapsed func() time.Duration // since some moment; nobody sets it, but it may stand still while the machine sleeps
}

// SystemClock is this machine's.
func SystemClock() ClockSource {
	start := time.Now()
	return ClockSource{Wall: time.Now, Elapsed: func() time.Duration { return time.Since(start) }}
}

// Clock is one time for all replicas: that of a reference, the database, as it was
// when last measured, carried on by what has elapsed on this machine since. Setting
// this machine's wall clock changes nothing.
//
// It does not go back by less than ClockTolerance, but stands still until its time
// has come. A step that is larger, either way, is believed when a second measurement
// says the same: another server took over, this machine slept, or the reference was
// set. It is taken at once then, because all replicas must agree.
type Clock struct {
	ask    func(context.Context) (time.Time, error)
	source ClockSource

	reading atomic.Pointer[reading]
	latest  atomic.Int64 // the newest time told, in nanoseconds since 1970

	mu       sync.Mutex
	asked    reading       // when it was last tried, by this machine's own clocks
	measured bool          // and whether that was answered
	leap     time.Duration // a step that is not believed yet; zero for none
}

// reading is what time it is at a moment.
type reading struct {
	elapsed time.Duration // the moment
	at      time.Time
}

// NewClock measures a reference, which ask asks for its time, as well as it can be
// done now.
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

// Clock is the clock of all replicas: the database's, on SQLite this machine's.
func (db *DB) Clock(ctx context.Context, source ClockSource) (*Clock, error) {
	ask := func(context.Context) (time.Time, error) { return source.Wall(), nil }
	if db.postgres {
		ask = func(ctx context.Context) (at time.Time, err error) {
			return at, db.one(ctx, &at, `SELECT clock_timestamp()`)
		}
	}
	return NewClock(ctx, ask, source)
}

// Now is the time. It is safe for concurrent use and asks nobody.
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

// Ahead is how far this machine's wall clock is ahead of the clock; negative where
// it is behind.
func (c *Clock) Ahead() time.Duration { return c.source.Wall().Sub(c.at(c.source.Elapsed())) }

// Due tells whether it is time to measure: the last one is old or awaits a second
// one, or this machine slept or was set since.
func (c *Clock) Due() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := c.source.Elapsed() - c.asked.elapsed
	slept := c.source.Wall().Sub(c.asked.at) - passed
	return passed >= clockEvery || c.measured && (c.leap != 0 || slept.Abs() >= clockDisagree)
}

// Measure asks the reference. What fails or takes long changes nothing.
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

// sample takes the answer that came fastest: its time was told at most half of the
// way back and forth earlier or later than the middle.
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
