package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// UserBySpelling finds the user with a number in its current spelling or one of the
// older ones. It prefers a proved number to an unproved sign-up, the current
// spelling to others, and then the last sign-in. ErrNotFound when nobody has it.
func (db *DB) UserBySpelling(ctx context.Context, number phone.Number, older []phone.Number) (*User, error) {
	if len(older) == 0 {
		return db.UserByPhone(ctx, number)
	}
	var u User
	return &u, db.one(ctx, &u, `
		SELECT * FROM auth.users WHERE phone IN ?
		ORDER BY CASE WHEN is_claim THEN 1 ELSE 0 END, CASE WHEN phone = ? THEN 0 ELSE 1 END, last_sign_in_at DESC NULLS LAST
		LIMIT 1`, append([]phone.Number{number}, older...), number)
}

// Respelling changes the stored spelling of a number.
type Respelling struct {
	UserID   string
	From, To phone.Number
	Now      time.Time
}

// Respell stores the new spelling of a user's number. It deletes an unproved
// sign-up with it. ErrNotFound when the user has another number by now; ErrTaken
// when another user has this one.
func (db *DB) Respell(ctx context.Context, r Respelling) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.dropUnproved(ctx, r.To, r.UserID); err != nil {
			return err
		}
		err := tx.one(ctx, &u, `UPDATE auth.users SET phone = ?, updated_at = ? WHERE id = ? AND phone = ? RETURNING *`,
			r.To, r.Now, r.UserID, r.From)
		if err != nil || u.IdentityData["phone"] != r.From.Digits() {
			return err
		}
		u.IdentityData["phone"] = r.To.Digits()
		_, err = tx.exec(ctx, `UPDATE auth.users SET identity_data = ? WHERE id = ?`, u.IdentityData, u.ID)
		return err
	})
	return &u, err
}

// Numbers lists users with a number in the order of their ids, starting after the
// given one.
func (db *DB) Numbers(ctx context.Context, after string, limit int) ([]User, error) {
	var users []User
	return users, db.many(ctx, &users, `
		SELECT id, phone FROM auth.users WHERE phone IS NOT NULL AND phone <> '' AND id > ? ORDER BY id LIMIT ?`, after, limit)
}
