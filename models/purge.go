package models

import (
	"context"
	"fmt"
	"time"
)

// Retention sets the age of rows to delete: rows from before each time go. A zero
// time keeps them for ever.
type Retention struct {
	Expired  time.Time     // expired codes, page sessions and similar rows
	Tries    time.Time     // wrong tries without a right code after them
	Sessions SessionLimits // limits that were exceeded at Ended
	Ended    time.Time
	Unused   time.Time // sessions last used before
	Tokens   time.Time // replaced 12-character refresh tokens
	Unproved time.Time // unproved sign-ups
	Changes  time.Time // changes of number that can be reverted
	Messages time.Time
	History  time.Time // events of numbers, and their hashes in messages
	Audit    time.Time
	Buckets  time.Time // buckets of request limits
}

// StaleRows describes rows of a table to delete or empty.
type StaleRows struct {
	What  string // for errors
	table string
	key   string
	where string // condition on the row "old"
	args  []any
	set   string // what to empty instead of deleting the row; "" to delete it
}

// Stale lists what to purge, table by table. Used and expired codes are deleted. A
// challenge with wrong tries and no right code keeps its count of tries, without
// the nonce, because wrong tries count until a right one (S5, S10).
func (r Retention) Stale() []StaleRows {
	unexpired, limits := r.Sessions.unexpired("old", r.Ended)
	all := []StaleRows{
		{What: "superseded challenges", table: "challenges", key: "id", args: []any{r.Expired}, where: `
			old.created_at < ? AND EXISTS (SELECT 1 FROM auth.challenges later
				WHERE later.phone = old.phone AND later.bucket = old.bucket
				AND later.spent_at IS NOT NULL AND later.created_at > old.created_at)`},
		{What: "spent challenges", table: "challenges", key: "id", args: []any{r.Expired, r.Expired}, where: `
			old.created_at < ? AND old.spent_at < ? AND NOT EXISTS (SELECT 1 FROM auth.challenges earlier
				WHERE earlier.phone = old.phone AND earlier.bucket = old.bucket AND earlier.created_at < old.created_at)`},
		{What: "untried challenges", table: "challenges", key: "id", args: []any{r.Expired, r.Expired},
			where: `old.created_at < ? AND old.expires_at < ? AND old.tries = 0`},
		{What: "nonces", table: "challenges", key: "id", args: []any{r.Expired, r.Expired}, set: `nonce = ''`,
			where: `old.created_at < ? AND old.expires_at < ? AND length(old.nonce) > 0`},
		{What: "old tries", table: "challenges", key: "id", args: []any{r.Tries}, where: `old.created_at < ?`},
		{What: "factor challenges", table: "mfa_challenges", key: "id", args: []any{r.Expired}, where: `old.expires_at < ?`},
		{What: "auth codes", table: "auth_codes", key: "hash", args: []any{r.Expired}, where: `old.expires_at < ?`},
		{What: "sessions that a ban ended", table: "banned_sessions", key: "name", args: []any{r.Expired}, where: `old.user_id IN (
			SELECT id FROM auth.users WHERE banned_until IS NULL OR banned_until < ?)`},
		{What: "page sessions", table: "page_sessions", key: "hash", args: []any{r.Expired}, where: `old.expires_at < ?`},
		{What: "numbers", table: "numbers", key: "phone", args: []any{r.Expired}, where: `(old.sent_at IS NULL OR old.sent_at < ?)`},
		{What: "ended sessions", table: "sessions", key: "id", args: limits, where: `NOT (` + unexpired + `)`},
		{What: "unused sessions", table: "sessions", key: "id", args: []any{r.Unused}, where: usedAt("old") + ` < ?`},
		{What: "replaced refresh tokens", table: "refresh_tokens", key: "hash", args: []any{r.Tokens}, where: `
			old.revoked AND old.updated_at < ? AND NOT EXISTS (SELECT 1 FROM auth.refresh_tokens child
				WHERE child.session_id = old.session_id AND child.parent = old.hash AND NOT child.revoked)`},
		{What: "unproved sign-ups", table: "users", key: "id", args: []any{r.Unproved, r.Expired}, where: `
			old.is_claim AND old.created_at < ? AND NOT EXISTS (
				SELECT 1 FROM auth.challenges c WHERE c.phone = old.phone AND c.expires_at >= ?)`},
		{What: "links to take changes of number back", table: "phone_changes", key: "id", args: []any{r.Changes},
			set: withoutLink, where: `old.changed_at < ? AND old.revert_hash <> CAST(old.id AS text)`},
		{What: "messages", table: "messages", key: "id", args: []any{r.Messages}, where: `old.created_at < ?`},
		{What: "traces of numbers in messages", table: "messages", key: "id", args: []any{r.History}, set: `number_hash = ''`,
			where: `old.created_at < ? AND old.number_hash <> ''`},
		{What: "events of numbers", table: "number_events", key: "id", args: []any{r.History}, where: `old.first_at < ?`},
		{What: "early reports", table: "early_reports", key: "provider_id", args: []any{r.Expired}, where: `old.created_at < ?`},
		{What: "audit entries", table: "audit_log_entries", key: "id", args: []any{r.Audit}, where: `old.created_at < ?`},
		{What: "buckets of request limits", table: "request_limits", key: "bucket", args: []any{r.Buckets}, where: `old.refilled_at < ?`},
	}
	return withoutEndless(all)
}

// withoutEndless leaves out what is kept for ever.
func withoutEndless(all []StaleRows) []StaleRows {
	kept := all[:0]
	for _, s := range all {
		if at, isTime := s.args[0].(time.Time); !isTime || !at.IsZero() {
			kept = append(kept, s)
		}
	}
	return kept
}

// StaleKeys finds at most most rows. It locks nothing.
func (db *DB) StaleKeys(ctx context.Context, s StaleRows, most int) ([]string, error) {
	var keys []string
	err := db.many(ctx, &keys, `SELECT CAST(old.`+s.key+` AS text) FROM auth.`+s.table+` AS old
		WHERE `+s.where+` LIMIT ?`, append(s.args[:len(s.args):len(s.args)], most)...)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", s.What, err)
	}
	return keys, nil
}

// DropStale deletes or empties rows found by StaleKeys, if they are still stale and
// not locked by others, and returns how many. Locks last for this one statement. A
// crash may undo it until the next round.
func (db *DB) DropStale(ctx context.Context, s StaleRows, keys []string) (int64, error) {
	act, free := `DELETE FROM auth.`+s.table, ``
	if s.set != "" {
		act = `UPDATE auth.` + s.table + ` SET ` + s.set
	}
	if db.postgres {
		free = ` FOR UPDATE SKIP LOCKED`
	}
	unsynced := DB{gorm: db.unsynced, unsynced: db.unsynced, postgres: db.postgres, file: db.file}
	n, err := unsynced.exec(ctx, act+` WHERE `+s.key+` IN (SELECT old.`+s.key+` FROM auth.`+s.table+` AS old
		WHERE old.`+s.key+` IN ? AND `+s.where+free+`)`, append([]any{keys}, s.args...)...)
	if err != nil {
		return n, fmt.Errorf("drop %s: %w", s.What, err)
	}
	return n, nil
}

// StaleFactors lists factors from before a time that were never verified and have
// no pending code. DropFactor removes them.
func (db *DB) StaleFactors(ctx context.Context, before, now time.Time, most int) ([]MFAFactor, error) {
	var all []MFAFactor
	return all, db.many(ctx, &all, `
		SELECT * FROM auth.mfa_factors WHERE status = 'unverified' AND created_at < ? AND NOT EXISTS (
			SELECT 1 FROM auth.mfa_challenges c WHERE c.factor_id = mfa_factors.id AND c.expires_at > ?)
		LIMIT ?`, before, now, most)
}

// BeginRound claims the next round of a job: it is true for one of all replicas,
// once in each period. A stored time in the future, from a wrong clock, is ignored.
func (db *DB) BeginRound(ctx context.Context, name string, every time.Duration, now time.Time) (bool, error) {
	n, err := db.exec(ctx, `
		INSERT INTO auth.rounds AS r (name, began_at) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET began_at = excluded.began_at WHERE r.began_at <= ? OR r.began_at > ?`,
		name, now, now.Add(-every), now.Add(time.Minute))
	return n > 0, err
}
