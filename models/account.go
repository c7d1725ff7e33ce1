package models

import (
	"context"
	"slices"
	"time"

	"phonelogin/models/phone"
)

// AddUserWithSession stores a new user and opens a session, all or nothing. It
// deletes an unproved sign-up with the same number. ErrTaken when another user has
// the number.
func (db *DB) AddUserWithSession(ctx context.Context, u *User, s *Session) error {
	return db.Transact(ctx, func(tx *DB) error {
		if err := tx.dropUnproved(ctx, u.Phone, u.ID); err != nil {
			return err
		}
		if err := tx.create(ctx, u); err != nil {
			return err
		}
		return tx.OpenSession(ctx, s)
	})
}

// ReservePasswordTry counts a password attempt before the comparison. ErrNotFound
// when the count changed meanwhile: of simultaneous attempts only the free ones and
// one more pass.
func (db *DB) ReservePasswordTry(ctx context.Context, u *User, free int, now time.Time) error {
	n, err := db.exec(ctx, `
		UPDATE auth.users SET password_failures = password_failures + 1, password_failed_at = ?
		WHERE id = ? AND (password_failures < ? OR password_failures = ?)`, now, u.ID, free, u.PasswordFailures)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// SignInWithPassword opens a session after a right password and resets the count of
// wrong ones. A rehash other than "" replaces the stored hash. It returns the user
// with factors. ErrNotFound when the user is banned or gone.
func (db *DB) SignInWithPassword(ctx context.Context, s *Session, rehash string) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		err := tx.one(ctx, &u, `
			UPDATE auth.users SET last_sign_in_at = ?, updated_at = ?, password_failures = 0, password_failed_at = NULL,
				encrypted_password = coalesce(?, encrypted_password)
			WHERE id = ? AND `+notBanned+` RETURNING *`, s.CreatedAt, s.CreatedAt, Text(rehash), s.UserID, s.CreatedAt)
		if err != nil {
			return err
		}
		if err := tx.withFactors(ctx, &u); err != nil {
			return err
		}
		return tx.OpenSession(ctx, s)
	})
	return &u, err
}

// SetPassword sets a password, ends all sessions of the user but keep, and expires
// pending codes. Without their nonce they cannot be sent again either. It returns
// the user with factors.
func (db *DB) SetPassword(ctx context.Context, id, hash, keep string, now time.Time) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		_, err := tx.exec(ctx, `
			UPDATE auth.challenges SET expires_at = ?, nonce = ''
			WHERE (user_id = ? OR phone = (SELECT phone FROM auth.users WHERE id = ?)) AND spent_at IS NULL AND length(nonce) > 0`,
			now, id, id)
		if err != nil {
			return err
		}
		err = tx.one(ctx, &u, `
			UPDATE auth.users SET encrypted_password = ?, password_failures = 0, password_failed_at = NULL,
				phone_change = NULL, updated_at = ?
			WHERE id = ? RETURNING *`, hash, now, id)
		if err != nil {
			return err
		}
		if _, err := tx.deleteSessions(ctx, id, keep); err != nil {
			return err
		}
		return tx.withFactors(ctx, &u)
	})
	return &u, err
}

// NoteReauthentication stores when a user was last sent a code for
// reauthentication.
func (db *DB) NoteReauthentication(ctx context.Context, id string, at time.Time) error {
	_, err := db.exec(ctx, `UPDATE auth.users SET reauthentication_sent_at = ? WHERE id = ?`, at, id)
	return err
}

// UserAwaitingNumber finds the user with a pending change of number: by the old
// number, or the last user who asked for the new one. It returns the user with
// factors.
func (db *DB) UserAwaitingNumber(ctx context.Context, number phone.Number) (*User, error) {
	var u User
	err := db.one(ctx, &u, `
		SELECT * FROM auth.users WHERE phone_change IS NOT NULL AND (phone = ? OR id = (
			SELECT user_id FROM auth.challenges WHERE phone = ? AND purpose = 'phone_change' ORDER BY sent_at DESC LIMIT 1)
			AND phone_change = ?)
		ORDER BY CASE WHEN phone = ? THEN 0 ELSE 1 END LIMIT 1`, number, number, number, number)
	if err != nil {
		return nil, err
	}
	return &u, db.withFactors(ctx, &u)
}

// LastChannel is the channel of the newest message of a purpose to a number.
func (db *DB) LastChannel(ctx context.Context, number phone.Number, p Purpose) (phone.Channel, error) {
	var channel phone.Channel
	return channel, db.one(ctx, &channel, `
		SELECT channel FROM auth.challenges WHERE phone = ? AND purpose = ? ORDER BY sent_at DESC LIMIT 1`, number, p)
}

// SetNumber gives a user a number without proof. It deletes an unproved sign-up
// with the number. ErrTaken when another user has it.
func (db *DB) SetNumber(ctx context.Context, p PhoneProof) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.dropUnproved(ctx, p.Challenge.Phone, string(p.Challenge.UserID)); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `UPDATE auth.users SET phone_change = ? WHERE id = ?`, p.Challenge.Phone, p.Challenge.UserID)
		if err != nil {
			return err
		}
		return tx.setPendingNumber(ctx, &u, p)
	})
	return &u, err
}

// RemoveIdentity removes one of a user's identities. rename updates the names of
// providers in the row. ErrTaken when it is the last identity.
func (db *DB) RemoveIdentity(ctx context.Context, userID, identityID string, now time.Time, rename func(*User)) error {
	return db.Transact(ctx, func(tx *DB) error {
		// Under the lock, or two removals at once could leave no identity.
		u, err := tx.lockUser(ctx, userID)
		if err != nil {
			return err
		}
		byPhone := string(u.IdentityID) == identityID
		if byPhone {
			u.Phone, u.IdentityID = "", ""
		}
		u.MoreIdentities = slices.DeleteFunc(u.MoreIdentities, func(i Identity) bool { return i.IdentityID == identityID })
		if len(u.MoreIdentities) == 0 && u.IdentityID == "" {
			return ErrTaken
		}
		rename(u)
		_, err = tx.exec(ctx, `UPDATE auth.users SET more_identities = ?, raw_app_meta_data = ?, updated_at = ? WHERE id = ?`,
			u.MoreIdentities, u.AppMetadata, now, userID)
		if err != nil || !byPhone {
			return err
		}
		_, err = tx.exec(ctx, `
			UPDATE auth.users SET phone = NULL, phone_confirmed_at = NULL, identity_id = NULL, identity_data = NULL,
				identity_created_at = NULL, identity_updated_at = NULL
			WHERE id = ?`, userID)
		return err
	})
}
