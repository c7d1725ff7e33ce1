package models_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// machine has the clocks of a replica, and a reference to measure.
type machine struct {
	wall    time.Time
	elapsed time.Duration
	truth   time.Time     // what the reference says
	trip    time.Duration // how long it takes to say so
	down    error
}

func newMachine() *machine { return &machine{wall: noon, truth: noon} }

func (m *machine) source() models.ClockSource {
	return models.ClockSource{Wall: func() time.Time { return m.wall }, Elapsed: func() time.Duration { return m.elapsed }}
}

func (m *machine) ask(context.Context) (time.Time, error) {
	m.pass(m.trip / 2)
	at := m.truth
	m.pass(m.trip / 2)
	return at, m.down
}

func (m *machine) pass(d time.Duration) {
	m.wall, m.elapsed, m.truth = m.wall.Add(d), m.elapsed+d, m.truth.Add(d)
}

func (m *machine) clock(t *testing.T) *models.Clock {
	t.Helper()
	c, err := models.NewClock(t.Context(), m.ask, m.source())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantTime(t *testing.T, c *models.Clock, want time.Time) {
	t.Helper()
	if got := c.Now(); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// measure measures while a measurement is due.
func measure(t *testing.T, m *machine, c *models.Clock) {
	t.Helper()
	for range 3 {
		if c.Due() {
			if err := c.Measure(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		m.pass(time.Second)
	}
}

func TestTheClockIsThatOfTheReference(t *testing.T) {
	m := newMachine()
	m.wall, m.trip = m.wall.Add(90*time.Second), 40*time.Millisecond
	c := m.clock(t)
	wantTime(t, c, m.truth)
	if got := c.Ahead(); got != 90*time.Second {
		t.Errorf("got %v ahead, want 90s", got)
	}
	m.pass(time.Hour)
	wantTime(t, c, m.truth)
}

func TestAJumpOfTheWallClockChangesNothing(t *testing.T) {
	m := newMachine()
	c := m.clock(t)
	m.wall = m.wall.Add(time.Hour)
	wantTime(t, c, m.truth)
	if !c.Due() {
		t.Error("the jump does not lead to a measurement")
	}
	measure(t, m, c)
	wantTime(t, c, m.truth)
	if c.Due() {
		t.Error("it goes on measuring")
	}
}

func TestAfterSleepTheClockIsRightAgain(t *testing.T) {
	m := newMachine()
	c := m.clock(t)
	m.wall, m.truth = m.wall.Add(time.Hour), m.truth.Add(time.Hour) // elapsed stood still
	if !c.Due() {
		t.Fatal("the sleep does not lead to a measurement")
	}
	measure(t, m, c)
	wantTime(t, c, m.truth)
}

func TestSlowAndFailedAnswersAreNoMeasurement(t *testing.T) {
	m := newMachine()
	c := m.clock(t)
	m.truth = m.truth.Add(time.Second)
	m.trip = 3 * time.Second
	if err := c.Measure(t.Context()); err == nil {
		t.Error("a slow answer counts")
	}
	m.trip, m.down = 0, errors.New("down")
	if err := c.Measure(t.Context()); err == nil {
		t.Error("a failure counts")
	}
	wantTime(t, c, m.truth.Add(-time.Second))
}

func TestAStepOfTheReferenceIsBelievedWhenItLasts(t *testing.T) {
	for _, step := range []time.Duration{time.Hour, -time.Hour} {
		m := newMachine()
		c := m.clock(t)
		before := m.truth
		m.truth = m.truth.Add(step)
		if err := c.Measure(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantTime(t, c, before)
		measure(t, m, c)
		wantTime(t, c, m.truth)
	}
}

func TestAStepOfAMomentIsNotBelieved(t *testing.T) {
	m := newMachine()
	c := m.clock(t)
	m.truth = m.truth.Add(time.Hour)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.truth = m.truth.Add(-time.Hour)
	measure(t, m, c)
	wantTime(t, c, m.truth)
}

// If the clock went back a little, later events would get earlier times.
func TestTheClockStandsStillRatherThanGoBackALittle(t *testing.T) {
	m := newMachine()
	c := m.clock(t)
	before := c.Now()
	m.truth = m.truth.Add(-time.Second)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantTime(t, c, before)
	m.pass(2 * time.Second)
	wantTime(t, c, m.truth)
}

func TestReplicasWithOtherWallClocksAgree(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		if db.Kind() != "postgres" {
			return // one process, and its own clock
		}
		var all []*models.Clock
		for _, off := range []time.Duration{0, 90 * time.Second, -time.Hour} {
			source := models.SystemClock()
			wall := source.Wall
			source.Wall = func() time.Time { return wall().Add(off) }
			c, err := db.Clock(t.Context(), source)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for i, c := range all {
			if apart := c.Now().Sub(all[0].Now()).Abs(); apart > time.Second {
				t.Errorf("replica %d is %v apart", i, apart)
			}
		}
		if got := all[1].Ahead().Round(time.Second); got != 90*time.Second {
			t.Errorf("got %v ahead, want 90s", got)
		}
	})
}
