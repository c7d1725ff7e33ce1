package writebehind

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Options are what the queues of a group have in common.
type Options struct {
	Rejected func(error) bool // tells that no repetition will make the database take an entry
	Now      func() time.Time
	Log      *slog.Logger

	Chunk      int           // entries in one write at the most; 0 is usualChunk
	MaxWaiting int           // entries that wait at the most; 0 is usualMost
	Timeout    time.Duration // how long one write may take; 0 is usualWithin
}

const (
	// usualChunk: one entry more costs little more than the values of one row, and
	// SQLite takes at most 32,766 values in a statement.
	usualChunk = 500

	// usualMost is a minute of 300 sign-ins a second, in some 20 MB.
	usualMost = 20_000

	// usualWithin is how long one write may hold its connection, waiting for a lock
	// included.
	usualWithin = 5 * time.Second
)

// workWithin is how long work may take that no request waits for.
const workWithin = 30 * time.Second

// Group is the queues of a program, and its work that no request waits for.
type Group struct {
	o      Options
	queues []queue
	work   sync.WaitGroup
}

// queue is what queues of different entries have in common.
type queue interface {
	Start()
	Flush(ctx context.Context) error
	Close(ctx context.Context) error
	Waiting() int
	Lost() int64
}

// NewGroup makes a group without queues. Whoever has entries makes a queue of it.
func NewGroup(o Options) *Group {
	o.Chunk, o.MaxWaiting, o.Timeout = cmp.Or(o.Chunk, usualChunk), cmp.Or(o.MaxWaiting, usualMost), cmp.Or(o.Timeout, usualWithin)
	return &Group{o: o}
}

// Go does work behind the answer. It goes on when the request's context ends, for at
// most 30 seconds; Close waits for it.
func (g *Group) Go(ctx context.Context, work func(context.Context)) {
	g.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workWithin)
		defer cancel()
		work(ctx)
	})
}

// WriteBehind starts to write what waits in the queues, and does not wait itself. It
// is to be called several times a second.
func (g *Group) WriteBehind() {
	for _, q := range g.queues {
		q.Start()
	}
}

// Flush waits until everything is written that was added before. The error is
// ErrBehind or that of ctx; what was not written waits on.
func (g *Group) Flush(ctx context.Context) error {
	return g.each(func(q queue) error { return q.Flush(ctx) })
}

// Close waits for work that is under way, at most as long as ctx, and writes what
// waits to be written. The error says how much of it is lost.
func (g *Group) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { g.work.Wait(); close(done) }()
	var late error
	select {
	case <-done:
	case <-ctx.Done():
		late = fmt.Errorf("messages are on their way still: %w", ctx.Err())
	}
	return errors.Join(late, g.each(func(q queue) error { return q.Close(ctx) }))
}

// each does the same with all queues at once: one that cannot be written takes no
// time from the others.
func (g *Group) each(do func(queue) error) error {
	var all sync.WaitGroup
	problems := make([]error, len(g.queues))
	for i, q := range g.queues {
		all.Go(func() { problems[i] = do(q) })
	}
	all.Wait()
	return errors.Join(problems...)
}

// Backlog is what was not written yet, or never will be.
type Backlog struct {
	Waiting int   // entries
	Lost    int64 // entries, since the start: there was no room, or the database refused them
}

// Backlog tells how far writing is behind.
func (g *Group) Backlog() Backlog {
	var b Backlog
	for _, q := range g.queues {
		b.Waiting += q.Waiting()
		b.Lost += q.Lost()
	}
	return b
}
