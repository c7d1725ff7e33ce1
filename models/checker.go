package models

import (
	"context"
	"time"
)

// NoteChecker notes that a provider is about to send a code of its own for a
// challenge. Such a code belongs to the number alone, so there must be no other
// request since a time that the same code would answer: one for another purpose
// or by another user. Another app's counts as the same, or strangers could keep
// the provider from a number by asking elsewhere. ErrNotFound when there is one,
// or when the challenge is gone.
func (db *DB) NoteChecker(ctx context.Context, c *Challenge, provider string, since time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		// The number's lock: of two requests at once, the later one sees the other.
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

// ForgetChecker notes that a provider's own code is used up.
func (db *DB) ForgetChecker(ctx context.Context, id string) error {
	_, err := db.exec(ctx, `UPDATE auth.challenges SET checked_by = NULL WHERE id = ?`, id)
	return err
}
