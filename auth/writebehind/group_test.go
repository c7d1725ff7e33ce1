package writebehind_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"phonelogin/auth/writebehind"
)

func newGroup() *writebehind.Group {
	return writebehind.NewGroup(writebehind.Options{
		Rejected: func(error) bool { return false }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
}

func TestAGroupClosesAllItsQueues(t *testing.T) {
	g := newGroup()
	var numbers []int
	var words []string
	n := writebehind.NewQueue(g, "numbers", func(_ context.Context, some []int) error {
		numbers = append(numbers, some...)
		return nil
	})
	w := writebehind.NewQueue(g, "words", func(_ context.Context, some []string) error {
		words = append(words, some...)
		return nil
	})
	n.Add(1)
	w.Add("a")
	w.Add("b")
	if got := g.Backlog(); got != (writebehind.Backlog{Waiting: 3}) {
		t.Errorf("got %+v, want 3 that wait", got)
	}
	if err := g.Close(t.Context()); err != nil || len(numbers) != 1 || len(words) != 2 {
		t.Errorf("got %v, %v and %v, want all written", numbers, words, err)
	}
}

func TestAQueueThatFailsHoldsNoOtherUp(t *testing.T) {
	g := newGroup()
	written := false
	bad := writebehind.NewQueue(g, "numbers", func(context.Context, []int) error { return errDown })
	good := writebehind.NewQueue(g, "words", func(context.Context, []string) error {
		written = true
		return nil
	})
	bad.Add(1)
	good.Add("a")
	if err := g.Flush(t.Context()); !errors.Is(err, writebehind.ErrBehind) {
		t.Errorf("got %v, want that it is behind", err)
	}
	if got := g.Backlog(); !written || got.Waiting != 1 {
		t.Errorf("got %+v, want one that waits", got)
	}
}

func TestClosingWaitsForWorkThatNoRequestWaitsFor(t *testing.T) {
	g := newGroup()
	written := 0
	n := writebehind.NewQueue(g, "numbers", func(_ context.Context, some []int) error {
		written += len(some)
		return nil
	})
	request, hangUp := context.WithCancel(t.Context())
	begun, goOn := make(chan struct{}), make(chan struct{})
	g.Go(request, func(ctx context.Context) {
		close(begun)
		<-goOn
		if ctx.Err() == nil { // the request's end is not the work's
			n.Add(1)
		}
	})
	<-begun
	hangUp()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Close(over); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it is not done", err)
	}
	close(goOn)
	if err := g.Close(t.Context()); err != nil || written != 1 {
		t.Errorf("got %v and %d that are written, want the one", err, written)
	}
}
