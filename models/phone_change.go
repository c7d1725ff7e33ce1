package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// PhoneProof is a right code for a new number.
type PhoneProof struct {
	Challenge   *Challenge // holds the new number and the user
	Identity    User       // identity and metadata for a user who had no number
	Session     Session    // session to open; UserID is filled in
	EnteredHash Text       // as in SpentChallenge
	Now         time.Time
}

// ChangeNumber spends the challenge, gives the user the new number and opens the
// session, all or nothing. It deletes an unproved sign-up with the number.
// ErrNotFound when the challenge was spent before, or the user has asked for
// another number since or is banned; ErrTaken when another user has the number.
func (db *DB) ChangeNumber(ctx context.Context, p PhoneProof) (*User, error) {
	u, err := db.tryChangeNumber(ctx, p, false)
	if errors.Is(err, ErrTaken) {
		return db.tryChangeNumber(ctx, p, true)
	}
	return u, err
}

// tryChangeNumber is one attempt of ChangeNumber. Few numbers have an unproved
// sign-up, so only those pay for the statement that deletes it.
func (db *DB) tryChangeNumber(ctx context.Context, p PhoneProof, taken bool) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.SpendChallenge(ctx, SpentChallenge{p.Challenge.ID, p.EnteredHash, Text(p.Session.ID), p.Now}); err != nil {
			return err
		}
		if taken {
			if err := tx.dropUnproved(ctx, p.Challenge.Phone, string(p.Challenge.UserID)); err != nil {
				return err
			}
		}
		if err := tx.setPendingNumber(ctx, &u, p); err != nil {
			return err
		}
		p.Session.UserID = u.ID
		if err := tx.OpenSession(ctx, &p.Session); err != nil {
			return err
		}
		return tx.withFactors(ctx, &u)
	})
	return &u, err
}

// setPendingNumber gives the number to a user who has asked for it. ErrNotFound
// when the user has not, or is banned.
func (db *DB) setPendingNumber(ctx context.Context, u *User, p PhoneProof) error {
	object, with := `?`, `json_patch(%s, json_object('phone', ?, 'phone_verified', json('true')))`
	if db.postgres {
		object, with = `?::jsonb`, `(%s || jsonb_build_object('phone', ?::text, 'phone_verified', true))`
	}
	identity := fmt.Sprintf(with, `(CASE WHEN identity_id IS NULL THEN `+object+` ELSE identity_data END)`)
	return db.one(ctx, u, `
		UPDATE auth.users SET phone = ?, phone_confirmed_at = ?, phone_change = NULL, is_anonymous = ?,
			last_sign_in_at = ?, updated_at = ?,
			raw_app_meta_data = CASE WHEN is_anonymous THEN `+object+` ELSE raw_app_meta_data END,
			identity_data = `+identity+`,
			identity_id = coalesce(identity_id, ?), identity_created_at = coalesce(identity_created_at, ?),
			identity_updated_at = ?
		WHERE id = ? AND phone_change = ? AND `+notBanned+` RETURNING *`,
		p.Challenge.Phone, p.Now, false, p.Now, p.Now, p.Identity.AppMetadata,
		p.Identity.IdentityData, p.Challenge.Phone, p.Identity.IdentityID, p.Now, p.Now,
		p.Challenge.UserID, p.Challenge.Phone, p.Now)
}

// PhoneChange records a change of number, so that the owner of the old number can
// revert it.
type PhoneChange struct {
	ID         string `gorm:"primaryKey"`
	UserID     string
	OldPhone   string // a number, "" for none, and "… 78" once nobody can take the change back
	NewPhone   string // in the same way
	IP         string `gorm:"column:ip"`
	UserAgent  string
	RevertHash string // hash of the secret in the notice to the old number
	ChangedAt  time.Time
	RevertedAt *time.Time
}

// KeepPhoneChange stores a change.
func (db *DB) KeepPhoneChange(ctx context.Context, c *PhoneChange) error { return db.create(ctx, c) }

// KeepNumberRecords stores changes that cannot be reverted: the record of when and
// from where a user got a number. It skips stored ones and those of deleted users.
func (db *DB) KeepNumberRecords(ctx context.Context, changes []PhoneChange) error {
	ids := make([]string, len(changes))
	for i := range changes {
		ids[i] = changes[i].UserID
	}
	var there []string
	err := db.many(ctx, &there, `SELECT CAST(id AS text) FROM auth.users WHERE id IN ? AND deleted_at IS NULL`, ids)
	if err != nil {
		return err
	}
	var rows []PhoneChange
	for _, c := range changes {
		if slices.Contains(there, c.UserID) {
			c.RevertHash = c.ID // matches no secret
			rows = append(rows, c)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.createMissing(ctx, &rows)
}

// PhoneChangeBy finds a change by the hash of its notice's secret.
func (db *DB) PhoneChangeBy(ctx context.Context, hash string) (*PhoneChange, error) {
	var c PhoneChange
	return &c, db.one(ctx, &c, `SELECT * FROM auth.phone_changes WHERE revert_hash = ?`, hash)
}

// withoutLink updates a change that can no longer be reverted: its link is void,
// and only the last two digits of the numbers stay.
const withoutLink = `revert_hash = CAST(id AS text), new_phone = '… ' || substr(new_phone, length(new_phone) - 1),
	old_phone = CASE WHEN old_phone = '' THEN '' ELSE '… ' || substr(old_phone, length(old_phone) - 1) END`

// voidLinks voids the links of all changes of a user.
func (db *DB) voidLinks(ctx context.Context, userID string) error {
	_, err := db.exec(ctx, `UPDATE auth.phone_changes SET `+withoutLink+`
		WHERE user_id = ? AND revert_hash <> CAST(id AS text)`, userID)
	return err
}

// RevertNumber gives the user the old number of a change back, even after later
// changes, and ends all their sessions. ErrNotFound when the change was reverted
// before; ErrTaken when another user has the old number.
func (db *DB) RevertNumber(ctx context.Context, c *PhoneChange, now time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		// Later changes are reverted too: their links must not undo this one.
		n, err := tx.exec(ctx, `
			UPDATE auth.phone_changes SET reverted_at = ?
			WHERE user_id = ? AND changed_at >= ? AND reverted_at IS NULL`, now, c.UserID, c.ChangedAt)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		var u User
		err = tx.one(ctx, &u, `
			UPDATE auth.users SET phone = ?, phone_change = NULL, updated_at = ?
			WHERE id = ? RETURNING *`, c.OldPhone, now, c.UserID)
		if err != nil {
			return err
		}
		u.IdentityData["phone"] = c.OldPhone
		_, err = tx.exec(ctx, `UPDATE auth.users SET identity_data = ?, identity_updated_at = ? WHERE id = ?`,
			u.IdentityData, now, u.ID)
		if err != nil {
			return err
		}
		_, err = tx.deleteSessions(ctx, u.ID, "")
		return err
	})
}
