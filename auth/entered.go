package auth

import (
	"context"
	"fmt"
	"sync"
)

// enteredMost challenges wait to be noted while the database does not answer.
const enteredMost = 10_000

// enteredCodes are challenges whose right code was entered, until their messages
// are marked as converted; no request waits for that.
type enteredCodes struct {
	mu      sync.Mutex
	waiting []string
}

// noteEntered remembers that the message of a challenge did what it was for.
func (s *Service) noteEntered(ctx context.Context, challenge string) {
	e := &s.entered
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.waiting) >= enteredMost {
		s.log.WarnContext(ctx, "conversion not noted, too many wait")
		return
	}
	e.waiting = append(e.waiting, challenge)
}

// flushEntered marks the messages of what waits. What cannot be written waits on.
func (s *Service) flushEntered(ctx context.Context) error {
	e := &s.entered
	e.mu.Lock()
	batch := e.waiting
	e.waiting = nil
	e.mu.Unlock()
	for len(batch) > 0 {
		n := min(len(batch), enteredBatch)
		if err := s.db.Convert(ctx, batch[:n], s.now()); err != nil {
			e.mu.Lock()
			e.waiting = append(batch, e.waiting...)
			e.mu.Unlock()
			return fmt.Errorf("convert messages: %w", err)
		}
		batch = batch[n:]
	}
	return nil
}

// enteredBatch bounds the values of one statement.
const enteredBatch = 200
