package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

const (
	// chunk entries are written at once. One more costs little more than the values
	// of one row, and SQLite takes at most 32,766 values in a statement.
	chunk = 500

	// mostWaiting entries of a kind wait while the database does not take them: a
	// minute of 300 sign-ins a second, in some 20 MB.
	mostWaiting = 20_000

	// writeWithin is how long one write may hold its connection, waiting for a lock
	// included.
	writeWithin = 5 * time.Second
)

// behind are the queues of what is written after the answer.
type behind struct {
	audit   *writebehind.Queue[models.AuditLogEntry]
	entered *writebehind.Queue[models.EnteredCode]
	bound   *writebehind.Queue[models.PhoneChange]
	events  *writebehind.Queue[models.NumberEvent]
}

// A queue is what the queues have in common.
type queue interface {
	Start()
	Flush(ctx context.Context) error
	Close(ctx context.Context) error
	Waiting() int
	Lost() int64
}

func newBehind(d Deps, now func() time.Time) behind {
	return behind{
		audit:   newQueue("audit entries", d.DB.KeepAudit, now, d.Log),
		entered: newQueue("entered codes", d.DB.Convert, now, d.Log),
		bound:   newQueue("bound numbers", d.DB.KeepNumberRecords, now, d.Log),
		events:  newQueue("events of numbers", d.DB.KeepNumberEvents, now, d.Log),
	}
}

func newQueue[T any](name string, write func(context.Context, []T) error, now func() time.Time, log *slog.Logger) *writebehind.Queue[T] {
	return writebehind.New(writebehind.Options[T]{
		Name: name, Write: write, Refused: models.IsRejected, Chunk: chunk, Most: mostWaiting, Within: writeWithin, Now: now, Log: log,
	})
}

func (b behind) all() []queue { return []queue{b.audit, b.entered, b.bound, b.events} }

// each does the same with all queues at once: one that cannot be written takes no
// time from the others.
func (b behind) each(do func(queue) error) error {
	var all sync.WaitGroup
	problems := make([]error, len(b.all()))
	for i, q := range b.all() {
		all.Go(func() { problems[i] = do(q) })
	}
	all.Wait()
	return errors.Join(problems...)
}

// WriteBehind starts to write what no request waited for, and does not wait either.
// It is to be called several times a second.
func (s *Service) WriteBehind() {
	for _, q := range s.behind.all() {
		q.Start()
	}
}

// Flush waits until everything is written that no request waited for. The error
// says that the database does not take it now, or that ctx ended; it waits on.
func (s *Service) Flush(ctx context.Context) error {
	return s.behind.each(func(q queue) error { return q.Flush(ctx) })
}

// Close waits for messages that are on their way, at most as long as ctx, and
// writes what waits to be written. The error says how much of it is lost.
func (s *Service) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { s.background.Wait(); close(done) }()
	var late error
	select {
	case <-done:
	case <-ctx.Done():
		late = fmt.Errorf("messages are on their way still: %w", ctx.Err())
	}
	return errors.Join(late, s.behind.each(func(q queue) error { return q.Close(ctx) }))
}

// Backlog is what was not written yet, or never will be.
type Backlog struct {
	Waiting int   // entries
	Lost    int64 // entries, since the start: there was no room, or the database refused them
}

// Backlog tells how far writing is behind.
func (s *Service) Backlog() Backlog {
	var b Backlog
	for _, q := range s.behind.all() {
		b.Waiting += q.Waiting()
		b.Lost += q.Lost()
	}
	return b
}

// noteEntered remembers that the message of a challenge did what it was for.
func (s *Service) noteEntered(challenge string) {
	s.behind.entered.Add(models.EnteredCode{Challenge: challenge, At: s.now()})
}
