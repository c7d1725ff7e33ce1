package numberlog

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/auth/secrets"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

// Log counts events of numbers by the hour.
type Log struct {
	queue   *writebehind.Queue[models.NumberEvent]
	numbers secrets.NumberKey
	now     func() time.Time
	random  io.Reader
	log     *slog.Logger

	mu     sync.Mutex
	counts map[eventKey]models.NumberEvent
}

// Deps are what a Log is made of.
type Deps struct {
	DB      *models.DB
	Behind  *writebehind.Group // which rows are written with
	Numbers secrets.NumberKey
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
}

// eventKey is what like events have in common.
type eventKey struct {
	hash, kind, reason string
	channel            phone.Channel
	hour               time.Time
}

// maxCounted like events are counted together. Then counting begins anew, in
// rows of its own, so that numbers that are made up cost no more memory.
const maxCounted = 10_000

// New makes a Log.
func New(d Deps) *Log {
	return &Log{
		queue:   writebehind.NewQueue(d.Behind, "events of numbers", d.DB.KeepNumberEvents),
		numbers: d.Numbers, now: d.Now, random: d.Random, log: d.Log, counts: map[eventKey]models.NumberEvent{},
	}
}

// Note notes what happened to a number. A channel that does not exist is the
// caller's own word: it is left out, or whoever makes up words would make rows.
func (l *Log) Note(p phone.Number, e models.NumberEvent) {
	if ch := e.Channel; ch != phone.SMS && ch != phone.WhatsApp {
		e.Channel = ""
	}
	e.NumberHash = l.numbers.Hash(p)
	if err := l.count(e, l.now()); err != nil {
		l.log.Error("event of a number lost", "error", err)
	}
}

// count counts an event. It never waits.
func (l *Log) count(e models.NumberEvent, at time.Time) error {
	key := eventKey{e.NumberHash, e.Kind, e.Reason, e.Channel, at.Truncate(time.Hour)}
	l.mu.Lock()
	defer l.mu.Unlock()
	known, found := l.counts[key]
	if !found {
		id, err := secrets.NewID(l.random)
		if err != nil {
			return err
		}
		if len(l.counts) >= maxCounted {
			clear(l.counts)
		}
		known = e
		known.ID, known.FirstAt = id, at
	}
	known.Times++
	known.LastAt = at
	l.counts[key] = known
	l.queue.Add(known)
	return nil
}

// Flush writes what waits, where the database takes it now.
func (l *Log) Flush(ctx context.Context) {
	_ = l.queue.Flush(ctx) // what waits on goes with the rows of that age
}

// Forget counts numbers anew whose rows were deleted; they are named by their hashes.
func (l *Log) Forget(hashes []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.counts, func(key eventKey, _ models.NumberEvent) bool { return slices.Contains(hashes, key.hash) })
}
