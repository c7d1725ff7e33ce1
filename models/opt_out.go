package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// OptOut is a number whose owner wants no messages on a channel.
type OptOut struct {
	NumberHash string
	Channel    phone.Channel
	Provider   string // who reported it
	Since      time.Time
	AskedAt    *time.Time // when a provider last confirmed it or was asked; nil means Since
}

// KeepOptOut stores an opt-out, or that a provider confirmed a known one by
// refusing a message.
func (db *DB) KeepOptOut(ctx context.Context, o OptOut) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.opt_outs AS o (number_hash, channel, provider, since) VALUES (?, ?, ?, ?)
		ON CONFLICT (number_hash, channel) DO UPDATE SET asked_at = excluded.since
			WHERE coalesce(o.asked_at, o.since) < excluded.since`, o.NumberHash, o.Channel, o.Provider, o.Since)
	return err
}

// ClaimOptOutCheck claims the one message that may check whether an opt-out still
// holds: of simultaneous requests one succeeds, and only when no provider was asked
// since a time.
func (db *DB) ClaimOptOutCheck(ctx context.Context, hash string, channel phone.Channel, since, now time.Time) (claimed bool, err error) {
	n, err := db.exec(ctx, `
		UPDATE auth.opt_outs SET asked_at = ?
		WHERE number_hash = ? AND channel = ? AND coalesce(asked_at, since) <= ?`, now, hash, channel, since)
	return n > 0, err
}

// ReleaseOptOutCheck gives back a claim whose message was not sent.
func (db *DB) ReleaseOptOutCheck(ctx context.Context, hash string, channel phone.Channel, at time.Time) error {
	_, err := db.exec(ctx, `
		UPDATE auth.opt_outs SET asked_at = NULL WHERE number_hash = ? AND channel = ? AND asked_at = ?`, hash, channel, at)
	return err
}

// OptOutsOf lists the channels on which the owner of a number wants no messages.
func (db *DB) OptOutsOf(ctx context.Context, hash string) ([]OptOut, error) {
	var all []OptOut
	return all, db.many(ctx, &all, `SELECT * FROM auth.opt_outs WHERE number_hash = ? ORDER BY channel`, hash)
}

// OptedOut reports whether the owner of a number opted out on a channel.
func (db *DB) OptedOut(ctx context.Context, hash string, channel phone.Channel) (bool, error) {
	var out bool
	return out, db.one(ctx, &out, `
		SELECT EXISTS (SELECT 1 FROM auth.opt_outs WHERE number_hash = ? AND channel = ?)`, hash, channel)
}

// LiftOptOut removes opt-outs of a number, on one channel or, with "", on all.
// ErrNotFound when there was none.
func (db *DB) LiftOptOut(ctx context.Context, hash string, channel phone.Channel) error {
	n, err := db.exec(ctx, `DELETE FROM auth.opt_outs WHERE number_hash = ? AND (? = '' OR channel = ?)`, hash, channel, channel)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
