package auth

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

// numberEvents counts what is refused to each number, by hour, and writes it behind
// the answers. Whoever repeats a request a thousand times makes one row of it.
type numberEvents struct {
	queue  *writebehind.Queue[models.NumberEvent]
	random io.Reader

	mu      sync.Mutex
	counted map[numberEventKey]models.NumberEvent
}

// numberEventKey is what like events have in common.
type numberEventKey struct {
	hash, kind, reason, channel string
	hour                        time.Time
}

// mostCounted like events are counted together. Then counting begins anew, in
// rows of its own, so that numbers that are made up cost no more memory.
const mostCounted = 10_000

func newNumberEvents(random io.Reader, queue *writebehind.Queue[models.NumberEvent]) *numberEvents {
	return &numberEvents{random: random, counted: map[numberEventKey]models.NumberEvent{}, queue: queue}
}

// add counts an event. It never waits.
func (n *numberEvents) add(e models.NumberEvent, at time.Time) error {
	key := numberEventKey{e.NumberHash, e.Kind, e.Reason, e.Channel, at.Truncate(time.Hour)}
	n.mu.Lock()
	defer n.mu.Unlock()
	known, found := n.counted[key]
	if !found {
		id, err := secrets.NewID(n.random)
		if err != nil {
			return err
		}
		if len(n.counted) >= mostCounted {
			clear(n.counted)
		}
		known = e
		known.ID, known.FirstAt = id, at
	}
	known.Times++
	known.LastAt = at
	n.counted[key] = known
	n.queue.Add(known)
	return nil
}

// flush writes what waits, where the database takes it now.
func (n *numberEvents) flush(ctx context.Context) {
	_ = n.queue.Flush(ctx) // what waits on goes with the rows of that age
}

// forget counts numbers anew whose rows were deleted.
func (n *numberEvents) forget(hashes []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.DeleteFunc(n.counted, func(key numberEventKey, _ models.NumberEvent) bool { return slices.Contains(hashes, key.hash) })
}

// noteEvent notes what happened to a number. A channel that does not exist is the
// caller's own word: it is left out, or whoever makes up words would make rows.
func (s *Service) noteEvent(p Phone, e models.NumberEvent) {
	if ch := Channel(e.Channel); ch != SMS && ch != WhatsApp {
		e.Channel = ""
	}
	e.NumberHash = s.numberKey.Hash(p)
	if err := s.events.add(e, s.now()); err != nil {
		s.log.Error("event of a number lost", "error", err)
	}
}

// noteRefusedRequest notes why a request for a code was refused, if it was. A fault
// is noted too, once the database takes it.
func (s *Service) noteRefusedRequest(r Request, err error) {
	if err == nil || errors.Is(err, context.Canceled) { // nobody waits for the code any more
		return
	}
	reason := models.ReasonFault
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		reason = string(refused.Reason)
	}
	s.noteEvent(r.Phone, models.NumberEvent{Kind: models.EventRequestRefused, Reason: reason, Channel: string(r.Channel)})
}

// noteRefusedCode notes why a code was not accepted, as far as an operator may know
// it: the caller hears less.
func (s *Service) noteRefusedCode(a Attempt, live []models.Challenge, older bool, err error) {
	var refused *refusal.Refusal
	if !errors.As(err, &refused) || a.Phone == "" {
		return
	}
	reason := string(refused.Reason)
	switch {
	case older:
		reason = models.ReasonOlderCode
	case refused.Reason == refusal.WrongCode && len(live) == 0:
		reason = models.ReasonNoLivingCode
	}
	s.noteEvent(a.Phone, models.NumberEvent{Kind: models.EventCodeRefused, Reason: reason})
}
