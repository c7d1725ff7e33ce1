package models

import "context"

// lockUser reads a user with an UPDATE and so locks the row: others who lock the
// user wait until the transaction ends. The order of locks is challenges, users,
// mfa_factors, mfa_challenges. ErrNotFound when there is no such user.
func (db *DB) lockUser(ctx context.Context, id string) (*User, error) {
	var u User
	return &u, db.one(ctx, &u, `UPDATE auth.users SET factors = factors WHERE id = ? RETURNING *`, id)
}
