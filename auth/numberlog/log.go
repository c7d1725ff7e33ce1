package numberlog

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
	"phonelogin/models/phone"
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

// Deps are the parts of a Log.
type Deps struct {
	DB      *models.DB
	Behind  *writebehind.Group // which rows are written with
	Numbers secrets.NumberKey
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
}

// eventKey is what similar events have in common.
type eventKey struct {
	hash, kind, reason string
	channel            phone.Channel
	hour               time.Time
}

// maxCounted is how many kinds of events are counted in memory. Beyond it counting
// starts over in new rows, so that made-up numbers take no more memory.
const maxCounted = 10_000

// New makes a Log.
func New(d Deps) *Log {
	return &Log{
		queue:   writebehind.NewQueue(d.Behind, "events of numbers", d.DB.KeepNumberEvents),
		numbers: d.Numbers, now: d.Now, random: d.Random, log: d.Log, counts: map[eventKey]models.NumberEvent{},
	}
}

// Note records an event of a number. An unknown channel comes from the caller and
// is left out: otherwise made-up words would make rows.
func (l *Log) Note(p phone.Number, e models.NumberEvent) {
	if ch := e.Channel; ch != phone.SMS && ch != phone.WhatsApp {
		e.Channel = ""
	}
	e.NumberHash = l.numbers.Hash(p)
	if err := l.count(e, l.now()); err != nil {
		l.log.Error("event of a number lost", "error", err)
	}
}

// count adds an event and never waits.
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

// Flush writes waiting events if the database accepts them now.
func (l *Log) Flush(ctx context.Context) {
	_ = l.queue.Flush(ctx) // unwritten events are written or dropped later
}

// Forget drops the counts of numbers, by their hashes, whose rows were deleted.
func (l *Log) Forget(hashes []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.counts, func(key eventKey, _ models.NumberEvent) bool { return slices.Contains(hashes, key.hash) })
}
