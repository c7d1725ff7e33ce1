package models

import (
	"context"
	"time"
)

// NoteChecker records that a provider is about to send its own code for a
// challenge. Such a code belongs to the number alone and would answer any other
// request to it. So ErrNotFound when, since the given time, there was a request for
// another purpose or by another user, or when the challenge is gone. A request of
// another app is allowed, or strangers could block the provider for a number by
// asking elsewhere.
func (db *DB) NoteChecker(ctx context.Context, c *Challenge, provider string, since time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		// The number's lock: of two requests at once, the later sees the earlier.
		_, err := tx.exec(ctx, `
			INSERT INTO auth.numbers (phone) VALUES (?)
			ON CONFLICT (phone) DO UPDATE SET phone = excluded.phone`, c.Phone)
		if err != nil {
			return err
		}
		n, err := tx.exec(ctx, `
			UPDATE auth.challenges SET checked_by = ? WHERE id = ? AND NOT EXISTS (
				SELECT 1 FROM auth.challenges o WHERE o.phone = ? AND o.checked_by = ? AND o.sent_at > ?
				AND (o.purpose <> ? OR coalesce(o.user_id, ?) <> ?))`,
			provider, c.ID, c.Phone, provider, since, c.Purpose, nobody, orNobody(c.UserID))
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// ForgetChecker records that a provider's own code is used up.
func (db *DB) ForgetChecker(ctx context.Context, id string) error {
	_, err := db.exec(ctx, `UPDATE auth.challenges SET checked_by = NULL WHERE id = ?`, id)
	return err
}
