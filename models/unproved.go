package models

import (
	"context"

	"phonelogin/auth/phone"
)

// AddUnproved stores a user whose number is not proved. ErrTaken when somebody has the
// number, proved or not.
func (db *DB) AddUnproved(ctx context.Context, u *User) error { return db.create(ctx, u) }

// WithdrawUnproved deletes a user whom AddUnproved stored, unless the number was proved
// since. One who is gone already is fine.
func (db *DB) WithdrawUnproved(ctx context.Context, id string) error {
	_, err := db.exec(ctx, `DELETE FROM auth.users WHERE id = ? AND is_claim`, id)
	return err
}

// dropUnproved deletes the sign-up with a number that nobody proved, if there is one, for
// a user who proved the number or is given it (proves S20). Codes under way stay:
// they are the number's. A sign-in keeps the row of the sign-up and empties it, in
// its one statement (orGreet).
func (db *DB) dropUnproved(ctx context.Context, number phone.Number, userID string) error {
	if number == "" {
		return nil
	}
	_, err := db.exec(ctx, `DELETE FROM auth.users WHERE phone = ? AND is_claim AND id <> ?`, number, userID)
	return err
}
