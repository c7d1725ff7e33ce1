package models

import "context"

// lockUser reads a user by a write, so that no other change comes in between: others
// who lock the user wait until the transaction ends. Codes (challenges) are locked
// before users, users before their factors, and factors before their
// mfa_challenges. ErrNotFound when there is no such user.
func (db *DB) lockUser(ctx context.Context, id string) (*User, error) {
	var u User
	return &u, db.one(ctx, &u, `UPDATE auth.users SET factors = factors WHERE id = ? RETURNING *`, id)
}
