package models

import (
	"context"
	"time"
)

// MFAFactor is a second factor of a user.
type MFAFactor struct {
	ID               string `gorm:"primaryKey"`
	UserID           string
	FriendlyName     string // unique among the user's, where it is not ""
	FactorType       string // "phone" or "totp"
	Status           string // "unverified" or "verified"
	Phone            Text   // E.164 digits without "+"
	Secret           []byte // of TOTP, encrypted
	UsedStep         *int64 // of TOTP: the newest time step whose code was accepted
	CreatedAt        time.Time
	UpdatedAt        time.Time
	LastChallengedAt *time.Time
}

// withFactors completes a user whose row says that it has factors: most have
// none, and cost no statement.
func (db *DB) withFactors(ctx context.Context, u *User) error {
	if u.Factors == 0 {
		return nil
	}
	return db.translate(db.gorm.WithContext(ctx).Raw(
		db.sql(`SELECT * FROM auth.mfa_factors WHERE user_id = ? ORDER BY created_at, id`), u.ID).Scan(&u.FactorRows).Error)
}
