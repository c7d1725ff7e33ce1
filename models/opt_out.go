package models

import (
	"context"
	"time"
)

// OptOut is a number whose owner wants no messages on a channel.
type OptOut struct {
	NumberHash string
	Channel    string
	Provider   string // who reported it
	Since      time.Time
}

// KeepOptOut stores an opt-out; the first one stays.
func (db *DB) KeepOptOut(ctx context.Context, o OptOut) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.opt_outs (number_hash, channel, provider, since) VALUES (?, ?, ?, ?)
		ON CONFLICT (number_hash, channel) DO NOTHING`, o.NumberHash, o.Channel, o.Provider, o.Since)
	return err
}

// OptedOut tells whether the owner of a number wants no messages on a channel.
func (db *DB) OptedOut(ctx context.Context, hash, channel string) (bool, error) {
	var out bool
	return out, db.one(ctx, &out, `
		SELECT EXISTS (SELECT 1 FROM auth.opt_outs WHERE number_hash = ? AND channel = ?)`, hash, channel)
}

// LiftOptOut lets messages to a number through again, on one channel or, with "",
// on all. ErrNotFound when there was nothing to lift.
func (db *DB) LiftOptOut(ctx context.Context, hash, channel string) error {
	n, err := db.exec(ctx, `DELETE FROM auth.opt_outs WHERE number_hash = ? AND (? = '' OR channel = ?)`, hash, channel, channel)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
