package models

import (
	"context"
	"time"
)

// ReserveRepeat counts a try on a challenge spent after since, and returns it.
// ErrNotFound when it was not spent then, its code may not be repeated, or maxTries
// are used up. Like ReserveTry it counts before the comparison (S8).
func (db *DB) ReserveRepeat(ctx context.Context, id string, maxTries int, since time.Time) (*Challenge, error) {
	var c Challenge
	return &c, db.one(ctx, &c, `
		UPDATE auth.challenges SET tries = tries + 1
		WHERE id = ? AND spent_at > ? AND entered_hash IS NOT NULL AND tries < ? RETURNING *`, id, since, maxTries)
}

// LatestChallenge finds the live challenge of a number, purpose, app and device
// with the newest message; with a FlowHash, only one requested by that flow.
func (db *DB) LatestChallenge(ctx context.Context, c Challenge, maxTries int, now time.Time) (*Challenge, error) {
	var alive Challenge
	return &alive, db.one(ctx, &alive, `
		SELECT * FROM auth.challenges
		WHERE phone = ? AND purpose = ? AND app = ? AND bucket = ? AND flow_hash = coalesce(?, flow_hash)
			AND spent_at IS NULL AND tries < ? AND expires_at > ?
		ORDER BY sent_at DESC LIMIT 1`, c.Phone, c.Purpose, c.Face, c.Device, c.FlowHash, maxTries, now)
}
