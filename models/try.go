package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// Try is one code that was entered.
type Try struct {
	ID       string // id of the challenge; "" to find it by the three fields below
	Phone    phone.Number
	Purpose  Purpose
	Face     Face
	MaxTries int
	Now      time.Time
}

// ReserveTry counts a try on each challenge that the entered code may belong to,
// before the comparison: otherwise parallel guesses would all read the same count
// (S8). It returns the challenges that had a try left; none when all are
// dead or expired.
func (db *DB) ReserveTry(ctx context.Context, t Try) ([]Challenge, error) {
	which, args := `id = ?`, []any{t.Now, t.ID}
	if t.ID == "" {
		which = `phone = ? AND purpose = ? AND app = ? AND bucket = ''` // who does not know the id has no known device
		args = []any{t.Now, t.Phone, t.Purpose, t.Face}
	}
	args = append(args, t.MaxTries, t.Now)
	var live []Challenge
	err := db.many(ctx, &live, `
		UPDATE auth.challenges SET tries = tries + 1, tried_at = ?
		WHERE `+which+` AND spent_at IS NULL AND tries < ? AND expires_at > ?
		RETURNING *`, args...)
	return live, err
}

// Challenge finds a challenge, live or not.
func (db *DB) Challenge(ctx context.Context, id string) (*Challenge, error) {
	var c Challenge
	return &c, db.one(ctx, &c, `SELECT * FROM auth.challenges WHERE id = ?`, id)
}

// SpentChallenge ends a challenge whose code was right.
type SpentChallenge struct {
	ID          string
	EnteredHash Text // keyed hash to recognise a repeated answer; "" for none
	SessionID   Text // the session that the code opened; "" for a proof
	Now         time.Time
}

// SpendChallenge ends a challenge. ErrNotFound when it was spent before: of
// simultaneous right answers one succeeds (S3).
func (db *DB) SpendChallenge(ctx context.Context, s SpentChallenge) error {
	n, err := db.exec(ctx, `
		UPDATE auth.challenges SET spent_at = ?, entered_hash = ?, session_id = ? WHERE id = ? AND spent_at IS NULL`,
		s.Now, s.EnteredHash, s.SessionID, s.ID)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// ForgetFailures resets the wrong codes of a stopped number, also those of its
// factors.
func (db *DB) ForgetFailures(ctx context.Context, number phone.Number) error {
	if _, err := db.exec(ctx, `UPDATE auth.mfa_factors SET failures = 0, failed_at = NULL WHERE phone = ?`, number); err != nil {
		return err
	}
	_, err := db.exec(ctx, `DELETE FROM auth.challenges WHERE phone = ? AND spent_at IS NULL`, number)
	return err
}
