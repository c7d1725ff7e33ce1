package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// User is a person with a number, or an anonymous one without. The number is
// verified once PhoneConfirmedAt is set.
type User struct {
	ID                     string `gorm:"primaryKey"`
	Aud                    string
	Role                   string
	Email                  Text // of imported users and those made by an admin; never written to
	EmailConfirmedAt       *time.Time
	Password               Text `gorm:"column:encrypted_password"` // a hash; "" for none
	PasswordFailures       int  // wrong passwords since the last right one
	PasswordFailedAt       *time.Time
	Phone                  phone.Number
	PhoneConfirmedAt       *time.Time
	ConfirmationSentAt     *time.Time
	WantedPhone            phone.Number `gorm:"column:phone_change"` // new number that waits for its code; "" for none
	PhoneChangeSentAt      *time.Time
	ReauthenticationSentAt *time.Time
	LastSignInAt           *time.Time
	AppMetadata            Metadata `gorm:"column:raw_app_meta_data"`
	UserMetadata           Metadata `gorm:"column:raw_user_meta_data"`
	IdentityID             Text     // of the phone identity; "" when there is none
	IdentityData           Metadata
	IdentityCreatedAt      *time.Time
	IdentityUpdatedAt      *time.Time
	MoreIdentities         Identities // all but the phone identity
	Factors                int        // count of rows in mfa_factors
	IsAnonymous            bool
	Unproved               bool `gorm:"column:is_claim"` // somebody signed up with this number and has not proved it
	BannedUntil            *time.Time
	DeletedAt              *time.Time
	CreatedAt              time.Time
	UpdatedAt              time.Time

	FactorRows []MFAFactor `gorm:"-"` // loaded only by methods that say "with factors"
}

// Banned reports whether the user is banned at now.
func (u *User) Banned(now time.Time) bool {
	return u.BannedUntil != nil && now.Before(*u.BannedUntil)
}

// UserByPhone finds the user with a number. ErrNotFound when nobody has it.
func (db *DB) UserByPhone(ctx context.Context, number phone.Number) (*User, error) {
	var u User
	return &u, db.one(ctx, &u, `SELECT * FROM auth.users WHERE phone = ?`, number)
}

// User finds a user with factors. ErrNotFound when there is none.
func (db *DB) User(ctx context.Context, id string) (*User, error) {
	var u User
	if err := db.one(ctx, &u, `SELECT * FROM auth.users WHERE id = ?`, id); err != nil {
		return nil, err
	}
	return &u, db.withFactors(ctx, &u)
}

// MergeUserMetadata merges changes into user_metadata: a nil value deletes its key.
// It returns the user with factors.
func (db *DB) MergeUserMetadata(ctx context.Context, id string, changes Metadata, now time.Time) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		// Under the lock, or two merges at once could lose each other's keys.
		before, err := tx.lockUser(ctx, id)
		if err != nil {
			return err
		}
		merged := before.UserMetadata.Merged(changes)
		err = tx.one(ctx, &u, `UPDATE auth.users SET raw_user_meta_data = ?, updated_at = ? WHERE id = ? RETURNING *`, merged, now, id)
		if err != nil {
			return err
		}
		return tx.withFactors(ctx, &u)
	})
	return &u, err
}

// RequestNumber stores the number that a user asked to change to. It returns the
// user with factors.
func (db *DB) RequestNumber(ctx context.Context, id string, number phone.Number, now time.Time) (*User, error) {
	var u User
	err := db.one(ctx, &u, `
		UPDATE auth.users SET phone_change = ?, phone_change_sent_at = ?, updated_at = ?
		WHERE id = ? RETURNING *`, number, now, now, id)
	if err != nil {
		return nil, err
	}
	return &u, db.withFactors(ctx, &u)
}

// Ban bans a user until the given time. ErrNotFound when there is no such user.
func (db *DB) Ban(ctx context.Context, id string, until time.Time) error {
	n, err := db.exec(ctx, `UPDATE auth.users SET banned_until = ? WHERE id = ?`, until, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
