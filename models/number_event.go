package models

import (
	"context"
	"strings"
	"time"

	"phonelogin/models/phone"
)

// NumberEvent is an event of a number that has no message: a refused request for a
// code, a wrong code. Similar events within an hour share a row.
type NumberEvent struct {
	ID         string        `gorm:"primaryKey"`
	NumberHash string        // keyed
	Kind       string        // one of the kinds below
	Reason     string        // a refusal.Reason or one of the reasons below; or who acted
	Channel    phone.Channel // of the requested message; "" for none
	Times      int
	FirstAt    time.Time
	LastAt     time.Time
}

// The kinds of events of a number.
const (
	EventRequestRefused = "request_refused" // no code was sent
	EventCodeRefused    = "code_refused"    // a code was entered and not accepted
	EventOptOutLifted   = "opt_out_lifted"
	EventUnstopped      = "unstopped" // an operator allowed codes again
)

// The reasons of events beside those of refusals.
const (
	ReasonFault          = "fault"            // of this server, mostly of its database
	ReasonNobodyMayEnter = "nobody_may_enter" // the user is banned, or unknown while sign-ups are closed
	ReasonNoLivingCode   = "no_living_code"   // no code was valid: expired, used or never requested
	ReasonOlderCode      = "older_code"       // the code of an older message than the newest

	ByOwner    = "owner"    // wrote START
	ByProvider = "provider" // accepted a message again
	ByOperator = "operator" // on the command line
)

// KeepNumberEvents stores events, all or none. A stored event is updated to the
// higher count, so storing one twice or out of order does no harm.
func (db *DB) KeepNumberEvents(ctx context.Context, events []NumberEvent) error {
	newest := map[string]NumberEvent{} // a statement cannot change a row twice
	for _, e := range events {
		if e.Times > newest[e.ID].Times {
			newest[e.ID] = e
		}
	}
	args := make([]any, 0, 8*len(newest))
	for _, e := range newest {
		args = append(args, e.ID, e.NumberHash, e.Kind, e.Reason, e.Channel, e.Times, e.FirstAt, e.LastAt)
	}
	_, err := db.exec(ctx, `
		INSERT INTO auth.number_events AS e (id, number_hash, kind, reason, channel, times, first_at, last_at)
		VALUES `+strings.TrimSuffix(strings.Repeat(`(?, ?, ?, ?, ?, ?, ?, ?), `, len(newest)), ", ")+`
		ON CONFLICT (id) DO UPDATE SET times = excluded.times, last_at = excluded.last_at WHERE e.times < excluded.times`,
		args...)
	return err
}

// NumberEvents lists the newest events of a number since a time, at most limit,
// oldest first.
func (db *DB) NumberEvents(ctx context.Context, hash string, since time.Time, limit int) ([]NumberEvent, error) {
	all := []NumberEvent{}
	return all, db.many(ctx, &all, `
		SELECT * FROM (SELECT * FROM auth.number_events WHERE number_hash = ? AND first_at >= ?
			ORDER BY first_at DESC LIMIT ?) AS newest ORDER BY first_at, id`, hash, since, limit)
}

// RecentMessages lists the newest messages to a number since a time, at most limit,
// oldest first.
func (db *DB) RecentMessages(ctx context.Context, hash string, since time.Time, limit int) ([]Message, error) {
	all := []Message{}
	return all, db.many(ctx, &all, `
		SELECT * FROM (SELECT * FROM auth.messages WHERE number_hash = ? AND number_hash <> '' AND created_at >= ?
			ORDER BY created_at DESC LIMIT ?) AS newest ORDER BY created_at, id`, hash, since, limit)
}

// Failures counts the wrong codes of a number since the last right one. Those of known
// devices count apart.
func (db *DB) Failures(ctx context.Context, number phone.Number) (int, error) {
	var n int
	return n, db.one(ctx, &n, `
		SELECT coalesce(sum(c.tries), 0) FROM auth.challenges c
		WHERE c.phone = ? AND c.bucket = '' AND c.spent_at IS NULL AND NOT EXISTS (SELECT 1 FROM auth.challenges r
			WHERE r.phone = c.phone AND r.bucket = c.bucket AND r.spent_at >= c.created_at)`, number)
}
