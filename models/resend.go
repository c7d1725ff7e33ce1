package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// LatestUnusedChallenge finds the newest challenge of a number whose last message
// was sent after a time and whose code was not entered. It may be dead or expired.
// ErrNotFound when there is none.
func (db *DB) LatestUnusedChallenge(ctx context.Context, number phone.Number, p Purpose, face Face, since time.Time) (*Challenge, error) {
	var c Challenge
	return &c, db.one(ctx, &c, `
		SELECT * FROM auth.challenges
		WHERE phone = ? AND purpose = ? AND app = ? AND spent_at IS NULL AND sent_at > ?
		ORDER BY sent_at DESC LIMIT 1`, number, p, face, since)
}
