package models

import (
	"context"
	"time"
)

// AuthCode is a code of the login pages that an app exchanges for tokens (RFC 6749,
// section 4.1; RFC 7636). Only its hash is stored.
type AuthCode struct {
	Hash                string `gorm:"primaryKey"`
	UserID              string
	App                 string
	RedirectTo          string
	CodeChallenge       string
	CodeChallengeMethod string
	AMR                 Methods `gorm:"column:amr"`
	SessionID           Text    // the session that it opened
	CreatedAt           time.Time
	ExpiresAt           time.Time
	UsedAt              *time.Time
}

// KeepAuthCode stores a new code.
func (db *DB) KeepAuthCode(ctx context.Context, c *AuthCode) error { return db.create(ctx, c) }

// AuthCode finds a code, used or not.
func (db *DB) AuthCode(ctx context.Context, hash string) (*AuthCode, error) {
	var c AuthCode
	return &c, db.one(ctx, &c, `SELECT * FROM auth.auth_codes WHERE hash = ?`, hash)
}

// BurnAuthCode marks a code as used without a session: the verifier was wrong.
func (db *DB) BurnAuthCode(ctx context.Context, hash string, now time.Time) error {
	_, err := db.exec(ctx, `UPDATE auth.auth_codes SET used_at = ? WHERE hash = ? AND used_at IS NULL`, now, hash)
	return err
}

// ExchangeAuthCode marks a code as used and opens its session, all or nothing.
// ErrNotFound when the code was used before: of two exchanges at once one succeeds.
func (db *DB) ExchangeAuthCode(ctx context.Context, hash string, s *Session, now time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		n, err := tx.exec(ctx, `
			UPDATE auth.auth_codes SET used_at = ?, session_id = ? WHERE hash = ? AND used_at IS NULL`, now, s.ID, hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return tx.OpenSession(ctx, s)
	})
}
