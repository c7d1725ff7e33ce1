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

// Options are shared by the queues of a group.
type Options struct {
	Rejected func(error) bool // reports whether the database will never accept an entry
	Now      func() time.Time
	Log      *slog.Logger

	Chunk      int           // most entries in one write; 0 for defaultChunk
	MaxWaiting int           // most waiting entries; 0 for defaultMaxWaiting
	Timeout    time.Duration // time limit of one write; 0 for defaultTimeout
}

const (
	// defaultChunk: one more entry costs little more than the values of its row.
	// SQLite takes at most 32,766 values in a statement.
	defaultChunk = 500

	// defaultMaxWaiting is a minute of 300 sign-ins a second, in some 20 MB.
	defaultMaxWaiting = 20_000

	// defaultTimeout is how long one write may hold its connection, including the wait
	// for a lock.
	defaultTimeout = 5 * time.Second
)

// workTimeout is the time limit of work after the answer.
const workTimeout = 30 * time.Second

// Group holds the queues of a program and its work after the answer.
type Group struct {
	o      Options
	queues []anyQueue
	work   sync.WaitGroup
}

// anyQueue is a Queue of any type of entry.
type anyQueue interface {
	Start()
	Flush(ctx context.Context) error
	Close(ctx context.Context) error
	Waiting() int
	Lost() int64
}

// NewGroup makes a group without queues; see NewQueue.
func NewGroup(o Options) *Group {
	o.Chunk, o.MaxWaiting, o.Timeout = cmp.Or(o.Chunk, defaultChunk), cmp.Or(o.MaxWaiting, defaultMaxWaiting), cmp.Or(o.Timeout, defaultTimeout)
	return &Group{o: o}
}

// Go runs work after the answer. The work continues when the request's context
// ends, for at most 30 seconds. Close waits for it.
func (g *Group) Go(ctx context.Context, work func(context.Context)) {
	g.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTimeout)
		defer cancel()
		work(ctx)
	})
}

// WriteBehind starts to write the waiting entries of all queues, without waiting.
// Call it several times a second.
func (g *Group) WriteBehind() {
	for _, q := range g.queues {
		q.Start()
	}
}

// Flush waits until all entries added before are written. The error is ErrBehind or
// that of ctx; unwritten entries stay in their queues.
func (g *Group) Flush(ctx context.Context) error {
	return g.each(func(q anyQueue) error { return q.Flush(ctx) })
}

// Close waits for running work until ctx ends, and writes the waiting entries. The
// error says how many are lost.
func (g *Group) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { g.work.Wait(); close(done) }()
	var late error
	select {
	case <-done:
	case <-ctx.Done():
		late = fmt.Errorf("messages are on their way still: %w", ctx.Err())
	}
	return errors.Join(late, g.each(func(q anyQueue) error { return q.Close(ctx) }))
}

// each calls do for all queues at once, so that a failing queue takes no time from
// the others.
func (g *Group) each(do func(anyQueue) error) error {
	var all sync.WaitGroup
	problems := make([]error, len(g.queues))
	for i, q := range g.queues {
		all.Go(func() { problems[i] = do(q) })
	}
	all.Wait()
	return errors.Join(problems...)
}

// Backlog counts the entries that are not written yet or lost.
type Backlog struct {
	Waiting int   // entries
	Lost    int64 // entries since the start that found no room or were rejected
}

// Backlog sums up all queues.
func (g *Group) Backlog() Backlog {
	var b Backlog
	for _, q := range g.queues {
		b.Waiting += q.Waiting()
		b.Lost += q.Lost()
	}
	return b
}
