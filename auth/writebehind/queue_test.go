package writebehind_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/auth/writebehind"
)

var (
	errDown = errors.New("the database is down")
	errBad  = errors.New("the database does not take this")
)

// store receives the entries. It rejects negative numbers.
type store struct {
	sync.Mutex
	t       *testing.T
	rows    []int
	writes  int
	inside  int
	problem error         // of every write
	gate    chan struct{} // a write waits for it; nil for none
	now     time.Time
	log     bytes.Buffer
}

func (s *store) write(ctx context.Context, some []int) error {
	s.Lock()
	defer s.Unlock()
	if s.inside++; s.inside > 1 {
		s.t.Error("two writers are at work")
	}
	defer func() { s.inside-- }()
	s.writes++
	if gate := s.gate; gate != nil {
		s.Unlock()
		select {
		case <-gate:
		case <-ctx.Done():
		}
		s.Lock()
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.problem != nil:
		return s.problem
	case slices.ContainsFunc(some, func(n int) bool { return n < 0 }):
		return errBad
	}
	for _, n := range some {
		if !slices.Contains(s.rows, n) {
			s.rows = append(s.rows, n)
		}
	}
	return nil
}

func (s *store) clock() time.Time {
	s.Lock()
	defer s.Unlock()
	return s.now
}

// set changes the store while writers may run.
func (s *store) set(change func()) {
	s.Lock()
	defer s.Unlock()
	change()
}

// lines returns the log lines that contain a text.
func (s *store) lines(text string) int {
	s.Lock()
	defer s.Unlock()
	return strings.Count(s.log.String(), text)
}

// Write takes the log's lines.
func (s *store) Write(line []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.log.Write(line)
}

func newQueue(t *testing.T) (*store, *writebehind.Queue[int]) {
	s := &store{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	g := writebehind.NewGroup(writebehind.Options{
		Rejected: func(err error) bool { return errors.Is(err, errBad) },
		Chunk:    10, MaxWaiting: 100, Timeout: time.Minute, Now: s.clock, Log: slog.New(slog.NewTextHandler(s, nil)),
	})
	return s, writebehind.NewQueue(g, "numbers", s.write)
}

func numbers(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

func add(q *writebehind.Queue[int], some ...int) {
	for _, n := range some {
		q.Add(n)
	}
}

func TestEntriesAreWrittenOnceAndInOrder(t *testing.T) {
	s, q := newQueue(t)
	add(q, numbers(95)...)
	if err := q.Flush(t.Context()); err != nil || !slices.Equal(s.rows, numbers(95)) {
		t.Errorf("got %v, %v", s.rows, err)
	}
	if q.Waiting() != 0 || q.Lost() != 0 || s.log.Len() > 0 {
		t.Errorf("%d wait, %d are lost, the log says %q", q.Waiting(), q.Lost(), s.log.String())
	}
}

func TestAFullChunkStartsTheWriter(t *testing.T) {
	s, q := newQueue(t)
	s.gate = make(chan struct{})
	add(q, numbers(9)...)
	if got := q.Waiting(); got != 9 {
		t.Errorf("%d entries wait, want 9", got)
	}
	add(q, 9)
	s.gate <- struct{}{}
	if err := q.Flush(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhoeverStopsWaitingStopsNothing(t *testing.T) {
	s, q := newQueue(t)
	s.gate = make(chan struct{})
	add(q, numbers(3)...)
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() { waiting <- q.Flush(ctx) }()
	for range 2 { // both wait for one write
		go func() { waiting <- q.Flush(t.Context()) }()
	}
	cancel()
	var ended []error
	ended = append(ended, <-waiting)
	close(s.gate)
	ended = append(ended, <-waiting, <-waiting)
	if !errors.Is(ended[0], context.Canceled) || ended[1] != nil || ended[2] != nil {
		t.Errorf("got %v, want one that was cancelled", ended)
	}
	if !slices.Equal(s.rows, numbers(3)) {
		t.Errorf("got %v", s.rows)
	}
}

func TestOneLineSaysThatWritesFailAndOneThatTheyDoNotAnyMore(t *testing.T) {
	s, q := newQueue(t)
	s.problem = errDown
	add(q, numbers(25)...)
	for range 40 {
		if err := q.Flush(t.Context()); !errors.Is(err, writebehind.ErrBehind) || !errors.Is(err, errDown) {
			t.Fatalf("got %v, want that it is behind, and why", err)
		}
		s.set(func() { s.now = s.now.Add(time.Minute) })
	}
	s.set(func() { s.problem = nil })
	if err := q.Flush(t.Context()); err != nil || !slices.Equal(s.rows, numbers(25)) {
		t.Errorf("got %v, %v", s.rows, err)
	}
	if s.lines("cannot be written") != 1 || s.lines("written again") != 1 || s.lines("after=40m0s") != 1 {
		t.Errorf("the log says\n%s", s.log.String())
	}
}

func TestNobodyAsksWhileAPauseIsOn(t *testing.T) {
	s, q := newQueue(t)
	s.problem = errDown
	add(q, 1)
	for range 50 {
		q.Start()
		_ = q.Flush(t.Context()) // it fails
	}
	if s.writes != 1 {
		t.Errorf("got %d writes, want 1", s.writes)
	}
	// A clock that is set back does not prolong a pause.
	s.set(func() { s.problem, s.now = nil, s.now.Add(-24*time.Hour) })
	if err := q.Flush(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAnEntryThatIsRefusedHoldsNobodyUp(t *testing.T) {
	s, q := newQueue(t)
	add(q, 0, 1, -7, 2, 3, 4, 5, 6, 7, -8, 8)
	if err := q.Flush(t.Context()); err != nil || !slices.Equal(s.rows, numbers(9)) {
		t.Errorf("got %v, %v", s.rows, err)
	}
	if q.Lost() != 2 || s.lines("the database refuses one of the numbers") != 2 {
		t.Errorf("%d are lost, the log says\n%s", q.Lost(), s.log.String())
	}
}

func TestWhatDoesNotFitIsCountedAndTold(t *testing.T) {
	s, q := newQueue(t)
	s.problem = errDown
	add(q, numbers(137)...)
	if q.Lost() != 37 || q.Waiting() != 100 || s.lines("numbers are lost, too many wait") != 1 {
		t.Errorf("%d wait, %d are lost, the log says\n%s", q.Waiting(), q.Lost(), s.log.String())
	}
	s.set(func() { s.problem, s.now = nil, s.now.Add(time.Minute) })
	if err := q.Flush(t.Context()); err != nil || !slices.Equal(s.rows, numbers(100)) {
		t.Errorf("got %v, %v", s.rows, err)
	}
	if s.lines("lost=37") != 1 {
		t.Errorf("the log does not say how many are lost:\n%s", s.log.String())
	}
}

func TestClosingWritesTheRestThoughWritesFailed(t *testing.T) {
	s, q := newQueue(t)
	s.problem = errDown
	add(q, numbers(15)...)
	_ = q.Flush(t.Context()) // it fails
	closed := make(chan error)
	go func() { closed <- q.Close(t.Context()) }()
	s.set(func() { s.problem = nil })
	if err := <-closed; err != nil || !slices.Equal(s.rows, numbers(15)) {
		t.Errorf("got %v, %v", s.rows, err)
	}
}

func TestClosingInVainTellsHowManyAreLost(t *testing.T) {
	s, q := newQueue(t)
	s.gate = make(chan struct{}) // nobody opens it
	add(q, numbers(15)...)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := q.Close(ctx); err == nil || !strings.HasPrefix(err.Error(), "15 numbers are lost") {
		t.Errorf("got %v, want how many are lost", err)
	}
}
