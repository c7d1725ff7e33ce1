package models

import (
	"context"

	"phonelogin/models/phone"
)

// AddUnproved stores a user with an unproved number. ErrTaken when any user has the
// number, proved or not.
func (db *DB) AddUnproved(ctx context.Context, u *User) error { return db.create(ctx, u) }

// WithdrawUnproved deletes a user stored by AddUnproved, unless the number was
// proved since. A missing user is no error.
func (db *DB) WithdrawUnproved(ctx context.Context, id string) error {
	_, err := db.exec(ctx, `DELETE FROM auth.users WHERE id = ? AND is_claim`, id)
	return err
}

// dropUnproved deletes the unproved sign-up with a number, for a user who proved
// the number or is given it (S20). Pending codes stay: they belong to the
// number. A sign-in instead reuses the row of the sign-up, in its one statement
// (onExistingUser).
func (db *DB) dropUnproved(ctx context.Context, number phone.Number, userID string) error {
	if number == "" {
		return nil
	}
	_, err := db.exec(ctx, `DELETE FROM auth.users WHERE phone = ? AND is_claim AND id <> ?`, number, userID)
	return err
}
