package models

import (
	"context"
	"time"
)

// UserBySpelling finds the user with a number, under its own spelling or one of
// the older ones. A proved number comes before a stranger's claim to it, today's
// spelling before others, then who signed in last. ErrNotFound when nobody has it.
func (db *DB) UserBySpelling(ctx context.Context, phone string, older []string) (*User, error) {
	if len(older) == 0 {
		return db.UserByPhone(ctx, phone)
	}
	var u User
	return &u, db.one(ctx, &u, `
		SELECT * FROM auth.users WHERE phone IN ?
		ORDER BY CASE WHEN is_claim THEN 1 ELSE 0 END, CASE WHEN phone = ? THEN 0 ELSE 1 END, last_sign_in_at DESC NULLS LAST
		LIMIT 1`, append([]string{phone}, older...), phone)
}

// Respelling is a number that is written otherwise from now on.
type Respelling struct {
	UserID   string
	From, To string
	Now      time.Time
}

// Respell writes a user's number anew. A stranger's claim to it gives way.
// ErrNotFound when the user has another number by now; ErrTaken when another
// user has this one.
func (db *DB) Respell(ctx context.Context, r Respelling) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.makeWay(ctx, r.To, r.UserID); err != nil {
			return err
		}
		err := tx.one(ctx, &u, `UPDATE auth.users SET phone = ?, updated_at = ? WHERE id = ? AND phone = ? RETURNING *`,
			r.To, r.Now, r.UserID, r.From)
		if err != nil || u.IdentityData["phone"] != r.From {
			return err
		}
		u.IdentityData["phone"] = r.To
		_, err = tx.exec(ctx, `UPDATE auth.users SET identity_data = ? WHERE id = ?`, u.IdentityData, u.ID)
		return err
	})
	return &u, err
}

// Numbers lists users with a number by their ids, those after the given one.
func (db *DB) Numbers(ctx context.Context, after string, limit int) ([]User, error) {
	var users []User
	return users, db.many(ctx, &users, `
		SELECT id, phone FROM auth.users WHERE phone IS NOT NULL AND phone <> '' AND id > ? ORDER BY id LIMIT ?`, after, limit)
}

// JoinUnused removes an unused user and writes the number of another one anew, all
// or nothing. Unused is a stranger's claim, and who never proved the number, never
// signed in and has no password, e-mail or second factor. ErrNotFound when the
// first was used, or the second has another number by now.
func (db *DB) JoinUnused(ctx context.Context, unused string, r Respelling) error {
	return db.Transact(ctx, func(tx *DB) error {
		// Codes before the row of the user, as in a sign-in.
		_, err := tx.exec(ctx, `
			DELETE FROM auth.challenges WHERE user_id = ? OR phone = (SELECT phone FROM auth.users WHERE id = ?)`, unused, unused)
		if err != nil {
			return err
		}
		n, err := tx.exec(ctx, `DELETE FROM auth.users WHERE id = ? AND `+isUnused, unused)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		if err != nil || r.From == r.To {
			return err
		}
		_, err = tx.Respell(ctx, r)
		return err
	})
}

// isUnused is the condition of a user who loses nothing by being removed.
const isUnused = `(is_claim OR phone_confirmed_at IS NULL AND last_sign_in_at IS NULL AND encrypted_password IS NULL AND email IS NULL AND factors = 0
	AND more_identities = '[]' AND banned_until IS NULL
	AND NOT EXISTS (SELECT 1 FROM auth.sessions WHERE sessions.user_id = users.id))`

// Unused reports whether JoinUnused would remove a user.
func (db *DB) Unused(ctx context.Context, id string) (bool, error) {
	var n int
	err := db.one(ctx, &n, `SELECT count(*) FROM auth.users WHERE id = ? AND `+isUnused, id)
	return n == 1, err
}
