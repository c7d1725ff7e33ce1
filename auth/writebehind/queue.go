package writebehind

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// ErrBehind is returned by Flush while writes fail.
var ErrBehind = errors.New("writes fail")

// Queue holds entries until they are written. It is safe for concurrent use.
type Queue[T any] struct {
	o     Options
	name  string                                    // name of the entries, in the plural, for the log
	store func(ctx context.Context, some []T) error // stores entries, all or none; must be idempotent

	mu        sync.Mutex
	waiting   []T
	added     uint64        // entries added in total
	left      uint64        // entries that left the queue in total
	stop      func()        // cancels the running writer; nil for none
	chunkDone chan struct{} // closed after each attempt to write a chunk
	lost      int64         // entries that found no room or were rejected
	fault     fault
}

// NewQueue adds an empty queue to a group. name says what the entries are, in the
// plural, for the log. store stores entries, all or none, and must be idempotent.
// Make all queues before the group is used.
func NewQueue[T any](g *Group, name string, store func(ctx context.Context, some []T) error) *Queue[T] {
	q := &Queue[T]{o: g.o, name: name, store: store, chunkDone: make(chan struct{})}
	g.queues = append(g.queues, q)
	return q
}

// Add adds an entry and never waits.
func (q *Queue[T]) Add(entry T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) >= q.o.MaxWaiting {
		if q.fault.lost == 0 {
			q.o.Log.Error(q.name+" are lost, too many wait", "waiting", len(q.waiting))
		}
		q.begin()
		q.fault.lost++
		q.lost++
		return
	}
	q.waiting = append(q.waiting, entry)
	q.added++
	if len(q.waiting) >= q.o.Chunk {
		q.startWriter(false)
	}
}

// Waiting is the number of entries not written yet.
func (q *Queue[T]) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// Lost is the number of entries that will never be written.
func (q *Queue[T]) Lost() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lost
}

// Start starts the writer if entries wait and there is no pause. It does not wait.
// It must be called regularly, because a chunk that is not full starts no writer.
func (q *Queue[T]) Start() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.startWriter(false)
}

// Flush waits until all entries added before are written. The error is that of ctx,
// which stops only the waiting, or ErrBehind: while writes fail, Flush does not
// wait.
func (q *Queue[T]) Flush(ctx context.Context) error { return q.awaitWrites(ctx, false) }

// Close writes the waiting entries and retries failed writes until ctx ends. Then
// it cancels the running write and returns how many entries are lost.
func (q *Queue[T]) Close(ctx context.Context) error {
	for {
		err := q.awaitWrites(ctx, true)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return q.giveUp(err)
		case <-time.After(closeEvery):
		}
	}
}

// closeEvery is the pause between failed writes in Close, which has only seconds.
const closeEvery = 100 * time.Millisecond

func (q *Queue[T]) giveUp(err error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stop != nil {
		q.stop()
	}
	if q.fault.err != nil {
		err = q.fault.err // more useful than a timeout
	}
	return fmt.Errorf("%d %s are lost: %w", int64(len(q.waiting))+q.fault.lost, q.name, err)
}

func (q *Queue[T]) awaitWrites(ctx context.Context, atOnce bool) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for upTo := q.added; q.left < upTo; {
		if !q.startWriter(atOnce) {
			return fmt.Errorf("%w: %w", ErrBehind, q.fault.err)
		}
		done := q.chunkDone
		q.mu.Unlock()
		err := await(ctx, done)
		q.mu.Lock()
		if err != nil {
			return err
		}
		if q.left < upTo && q.fault.err != nil {
			return fmt.Errorf("%w: %w", ErrBehind, q.fault.err)
		}
	}
	return nil
}

func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startWriter reports whether a writer is running. It starts one unless the queue is
// empty or, without atOnce, there is a pause.
func (q *Queue[T]) startWriter(atOnce bool) bool {
	if q.stop != nil {
		return true
	}
	if len(q.waiting) == 0 || !atOnce && q.pausing() {
		return false
	}
	ctx, cancel := context.WithCancel(context.Background())
	q.stop = cancel
	go q.work(ctx)
	return true
}

// work is the writer. It ends when the queue is empty or a write failed.
func (q *Queue[T]) work(ctx context.Context) {
	for chunk := q.next(); chunk != nil; chunk = q.next() {
		refused, err := q.write(ctx, chunk)
		q.finishChunk(len(chunk), refused, err)
		if err != nil {
			return
		}
	}
}

// next returns the next chunk, or ends the writer and returns nil if the queue is empty.
func (q *Queue[T]) next() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.endWriter()
		return nil
	}
	return slices.Clone(q.waiting[:min(len(q.waiting), q.o.Chunk)])
}

// endWriter notes that no writer runs. Call it with the lock held.
func (q *Queue[T]) endWriter() {
	q.stop()
	q.stop = nil
}

// write stores a chunk except for rejected entries, and returns how many those
// were.
func (q *Queue[T]) write(ctx context.Context, chunk []T) (refused int, err error) {
	within, cancel := context.WithTimeout(ctx, q.o.Timeout)
	err = q.store(within, chunk)
	cancel()
	if err == nil || !q.o.Rejected(err) {
		return 0, err
	}
	if len(chunk) == 1 {
		q.o.Log.Error("the database refuses one of the "+q.name, "error", err)
		return 1, nil
	}
	half := len(chunk) / 2
	if refused, err = q.write(ctx, chunk[:half]); err != nil {
		return refused, err
	}
	more, err := q.write(ctx, chunk[half:])
	return refused + more, err
}

// finishChunk records the outcome of a chunk of n entries and wakes those who wait
// for it.
func (q *Queue[T]) finishChunk(n, refused int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil {
		q.fail(err)
	} else {
		q.waiting = slices.Delete(q.waiting, 0, n)
		q.left += uint64(n)
		q.lost += int64(refused)
		q.succeed()
	}
	close(q.chunkDone)
	q.chunkDone = make(chan struct{})
}
