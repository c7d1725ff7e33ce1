package models

import (
	"context"
	"time"
)

// SupersededChallenges lists the expired challenges that c replaced, made after a
// time, newest first. They stay expired; their codes can still be recognised.
func (db *DB) SupersededChallenges(ctx context.Context, c *Challenge, after, now time.Time) ([]Challenge, error) {
	var all []Challenge
	return all, db.many(ctx, &all, `
		SELECT * FROM auth.challenges
		WHERE phone = ? AND purpose = ? AND app = ? AND bucket = ? AND coalesce(user_id, ?) = ? AND claim = ?
			AND spent_at IS NULL AND expires_at <= ? AND created_at > ? AND created_at < ? AND length(nonce) > 0
		ORDER BY created_at DESC LIMIT 5`,
		c.Phone, c.Purpose, c.Face, c.Device, nobody, orNobody(c.UserID), c.ConfirmsSignUp, now, after, c.CreatedAt)
}

// ReturnTry takes back a counted try.
func (db *DB) ReturnTry(ctx context.Context, id string) error {
	_, err := db.exec(ctx, `UPDATE auth.challenges SET tries = tries - 1 WHERE id = ? AND tries > 0 AND spent_at IS NULL`, id)
	return err
}
