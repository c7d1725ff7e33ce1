package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"phonelogin/models/phone"
)

// Removal removes a user: on their own request, by an admin, or because another
// user has the same phone.
type Removal struct {
	UserID string
	Hash   func(phone.Number) string // keyed hash of a number in messages
	Erase  func(*User)               // clears the row, which then stays; nil to delete it
	Unused bool                      // remove the user only if DB.Unused holds
	Heir   Respelling                // the user who takes over the number; zero for nobody
	Now    time.Time
}

// Remove removes a user with everything that belongs to them or leads to their
// numbers (S61): sessions, page sessions, factors, codes, changes of number,
// and the hashes of their numbers in messages. The pace of the number stays for a
// day, so that deleting an account does not allow more messages. The history of a
// number that an heir takes over stays too. An erased user is not erased again.
// ErrNotFound when there is no such user, it is not unused as required, or the heir
// has another number by now; ErrTaken when a third user has the heir's number.
// Either error changes nothing.
func (db *DB) Remove(ctx context.Context, r Removal) error {
	return db.Transact(ctx, func(tx *DB) error {
		phones, err := tx.numbersOf(ctx, r.UserID)
		if err != nil {
			return fmt.Errorf("list numbers: %w", err)
		}
		// Codes are locked before the row of the user, as in a sign-in, to avoid a
		// deadlock.
		_, err = tx.exec(ctx, `DELETE FROM auth.challenges WHERE user_id = ? OR phone IN ?`, r.UserID, phones)
		if err != nil {
			return fmt.Errorf("drop challenges: %w", err)
		}
		u, err := tx.lockUser(ctx, r.UserID)
		if err != nil {
			return err
		}
		if r.Erase != nil && u.DeletedAt != nil {
			return nil
		}
		phones = slices.DeleteFunc(phones, func(p phone.Number) bool { return p == r.Heir.To })
		if err := tx.forgetMessages(ctx, phones, r.Hash); err != nil {
			return fmt.Errorf("forget messages: %w", err)
		}
		if err := tx.dropBrowsers(ctx, r.UserID); err != nil {
			return fmt.Errorf("drop page sessions: %w", err)
		}
		if r.Erase != nil {
			return tx.eraseRow(ctx, u, r)
		}
		if err := tx.deleteRow(ctx, r); err != nil || r.Heir == (Respelling{}) {
			return err
		}
		_, err = tx.Respell(ctx, r.Heir)
		return err
	})
}

// deleteRow deletes the row of a locked user. A sign-in that came before makes the
// user used, and then nothing is deleted.
func (db *DB) deleteRow(ctx context.Context, r Removal) error {
	condition := `id = ?`
	if r.Unused {
		condition += ` AND ` + isUnused
	}
	n, err := db.exec(ctx, `DELETE FROM auth.users WHERE `+condition, r.UserID)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// isUnused is the condition of DB.Unused.
const isUnused = `(is_claim OR phone_confirmed_at IS NULL AND last_sign_in_at IS NULL AND encrypted_password IS NULL AND email IS NULL AND factors = 0
	AND more_identities = '[]' AND banned_until IS NULL
	AND NOT EXISTS (SELECT 1 FROM auth.sessions WHERE sessions.user_id = users.id))`

// Unused reports whether a user loses nothing by being removed: an unproved
// sign-up, or a user who never proved the number, never signed in and has no
// password, e-mail or second factor.
func (db *DB) Unused(ctx context.Context, id string) (bool, error) {
	var n int
	err := db.one(ctx, &n, `SELECT count(*) FROM auth.users WHERE id = ? AND `+isUnused, id)
	return n == 1, err
}

// numbersOf lists all numbers that a user has, had or has asked for, except numbers
// of other users.
func (db *DB) numbersOf(ctx context.Context, userID string) ([]phone.Number, error) {
	var phones []phone.Number
	err := db.many(ctx, &phones, `
		SELECT phone FROM (
			SELECT phone FROM auth.users WHERE id = ?
			UNION SELECT phone_change FROM auth.users WHERE id = ?
			UNION SELECT phone FROM auth.mfa_factors WHERE user_id = ?
			UNION SELECT old_phone FROM auth.phone_changes WHERE user_id = ?
			UNION SELECT new_phone FROM auth.phone_changes WHERE user_id = ?) AS theirs
		WHERE phone IS NOT NULL AND NOT EXISTS (
			SELECT 1 FROM auth.users other WHERE other.phone = theirs.phone AND other.id <> ?)`,
		userID, userID, userID, userID, userID, userID)
	return phones, err
}

// forgetMessages deletes the events of numbers and their hashes in messages. Counts
// and prices stay.
func (db *DB) forgetMessages(ctx context.Context, phones []phone.Number, hash func(phone.Number) string) error {
	hashes := make([]string, len(phones))
	for i, p := range phones {
		hashes[i] = hash(p)
	}
	if _, err := db.exec(ctx, `DELETE FROM auth.number_events WHERE number_hash IN ?`, hashes); err != nil {
		return err
	}
	_, err := db.exec(ctx, `UPDATE auth.messages SET number_hash = '' WHERE number_hash IN ? AND number_hash <> ''`, hashes)
	return err
}

// dropBrowsers deletes the page sessions of a user.
func (db *DB) dropBrowsers(ctx context.Context, userID string) error {
	_, err := db.exec(ctx, `
		DELETE FROM auth.page_sessions WHERE session_id IN (SELECT id FROM auth.sessions WHERE user_id = ?)`, userID)
	return err
}

// eraseRow clears the row of a user and deletes what belongs to it.
func (db *DB) eraseRow(ctx context.Context, u *User, r Removal) error {
	for _, table := range []string{"sessions", "banned_sessions", "mfa_factors", "auth_codes", "phone_changes"} {
		if err := db.dropOf(ctx, table, r.UserID); err != nil {
			return fmt.Errorf("drop %s: %w", table, err)
		}
	}
	r.Erase(u)
	u.Factors, u.DeletedAt, u.UpdatedAt = 0, &r.Now, r.Now
	return db.storeUser(ctx, u)
}

// dropOf deletes a user's rows of a table.
func (db *DB) dropOf(ctx context.Context, table, userID string) error {
	_, err := db.exec(ctx, `DELETE FROM auth.`+table+` WHERE user_id = ?`, userID)
	return err
}
