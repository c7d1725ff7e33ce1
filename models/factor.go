package models

import (
	"context"
	"fmt"
	"time"

	"phonelogin/models/phone"
)

// The types of second factors.
const (
	PhoneFactor = "phone"
	TOTPFactor  = "totp"
)

// The assurance levels of a session: AAL2 once a second factor was used in it.
const (
	AAL1 = "aal1"
	AAL2 = "aal2"
)

// MFAFactor is a second factor of a user.
type MFAFactor struct {
	ID               string `gorm:"primaryKey"`
	UserID           string
	FriendlyName     string // unique among the user's factors, unless ""
	FactorType       string // PhoneFactor or TOTPFactor
	Status           string // "unverified" or "verified"
	Phone            phone.Number
	Secret           []byte // of TOTP, encrypted
	UsedStep         *int64 // of TOTP: the newest time step whose code was accepted
	Failures         int    // wrong codes in a row, over all challenges
	FailedAt         *time.Time
	CreatedAt        time.Time
	UpdatedAt        time.Time
	LastChallengedAt *time.Time
}

// Verified reports whether the factor was used at least once. Only verified factors
// count.
func (f *MFAFactor) Verified() bool { return f.Status == "verified" }

// Method is the authentication method (RFC 8176, and the wire contract, section
// 8.1) that a session gains from the factor.
func (f *MFAFactor) Method() string {
	if f.FactorType == PhoneFactor {
		return "mfa/phone"
	}
	return "totp"
}

// HasSecondFactor reports whether a user read with factors has a verified one.
func (u *User) HasSecondFactor() bool {
	for i := range u.FactorRows {
		if u.FactorRows[i].Verified() {
			return true
		}
	}
	return false
}

// withFactors loads the factors of a user. Most users have none and cost no
// statement.
func (db *DB) withFactors(ctx context.Context, u *User) error {
	if u.Factors == 0 {
		return nil
	}
	var err error
	u.FactorRows, err = db.FactorsOf(ctx, u.ID)
	return err
}

// FactorsOf lists a user's factors, oldest first.
func (db *DB) FactorsOf(ctx context.Context, userID string) ([]MFAFactor, error) {
	var all []MFAFactor
	return all, db.many(ctx, &all, `SELECT * FROM auth.mfa_factors WHERE user_id = ? ORDER BY created_at, id`, userID)
}

// Factor finds a factor of a user. ErrNotFound when the user has no such one.
func (db *DB) Factor(ctx context.Context, userID, id string) (*MFAFactor, error) {
	var f MFAFactor
	return &f, db.one(ctx, &f, `SELECT * FROM auth.mfa_factors WHERE id = ? AND user_id = ?`, id, userID)
}

// Enrolment adds a factor to a user.
type Enrolment struct {
	New         MFAFactor
	StaleBefore time.Time                      // older unverified factors are deleted, unless they have a live challenge
	Judge       func(others []MFAFactor) error // may refuse; must not block
}

// Enroll checks and adds a factor, in one transaction under the user's lock:
// simultaneous enrolments are decided one after the other. An unverified factor
// with the same number is replaced. The error is Judge's, or ErrNotFound when the
// user is gone.
func (db *DB) Enroll(ctx context.Context, e Enrolment) error {
	f := e.New
	return db.Transact(ctx, func(tx *DB) error {
		if _, err := tx.lockUser(ctx, f.UserID); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `
			DELETE FROM auth.mfa_factors WHERE user_id = ? AND status = 'unverified' AND (phone = ?
				OR created_at > ?
				OR created_at < ? AND NOT EXISTS (SELECT 1 FROM auth.mfa_challenges c
					WHERE c.factor_id = mfa_factors.id AND c.expires_at > ?))`,
			f.UserID, f.Phone, f.CreatedAt.Add(ClockTolerance), e.StaleBefore, f.CreatedAt)
		if err != nil {
			return fmt.Errorf("make room: %w", err)
		}
		others, err := tx.FactorsOf(ctx, f.UserID)
		if err != nil {
			return err
		}
		if err := e.Judge(others); err != nil {
			return err
		}
		if err := tx.create(ctx, &f); err != nil {
			return err
		}
		_, err = tx.countFactors(ctx, f.UserID)
		return err
	})
}

// countFactors updates a user's count of factors.
func (db *DB) countFactors(ctx context.Context, userID string) (*User, error) {
	var u User
	return &u, db.one(ctx, &u, `
		UPDATE auth.users SET factors = (SELECT count(*) FROM auth.mfa_factors WHERE user_id = users.id)
		WHERE id = ? RETURNING *`, userID)
}

// DropFactor removes a factor whose status has not changed since it was read.
// Sessions that it raised fall back to aal1 and lose its method (wire contract,
// section 6.13). ErrNotFound when the factor is gone or its status changed.
func (db *DB) DropFactor(ctx context.Context, f *MFAFactor) error {
	return db.Transact(ctx, func(tx *DB) error {
		if _, err := tx.lockUser(ctx, f.UserID); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `DELETE FROM auth.mfa_factors WHERE id = ? AND user_id = ? AND status = ?`,
			f.ID, f.UserID, f.Status)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if err := tx.lowerSessions(ctx, f); err != nil {
			return fmt.Errorf("lower sessions: %w", err)
		}
		_, err = tx.countFactors(ctx, f.UserID)
		return err
	})
}

func (db *DB) lowerSessions(ctx context.Context, f *MFAFactor) error {
	var raised []Session
	err := db.many(ctx, &raised, `SELECT * FROM auth.sessions WHERE user_id = ? AND factor_id = ?`, f.UserID, f.ID)
	if err != nil {
		return err
	}
	for _, s := range raised {
		_, err := db.exec(ctx, `UPDATE auth.sessions SET aal = 'aal1', factor_id = NULL, amr = ? WHERE id = ?`,
			s.AMR.without(f.Method()), s.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// FactorChange is an admin's change of a factor; "" keeps the value.
type FactorChange struct {
	FriendlyName string
	Phone        phone.Number // of a phone factor
}

// ChangeFactor changes a factor of a user. A new number deletes challenges that
// wait for a code at the old one. ErrNotFound when the user has no such factor;
// ErrTaken when another factor of the user has the name or the number.
func (db *DB) ChangeFactor(ctx context.Context, userID, id string, c FactorChange, now time.Time) (*MFAFactor, error) {
	var f MFAFactor
	err := db.Transact(ctx, func(tx *DB) error {
		f = MFAFactor{}
		err := tx.one(ctx, &f, `
			UPDATE auth.mfa_factors SET updated_at = ?,
				friendly_name = coalesce(nullif(?, ''), friendly_name),
				phone = CASE WHEN factor_type = 'phone' THEN coalesce(nullif(?, ''), phone) ELSE phone END
			WHERE id = ? AND user_id = ? RETURNING *`, now, c.FriendlyName, c.Phone, id, userID)
		if err != nil || c.Phone == "" || f.FactorType != PhoneFactor {
			return err
		}
		_, err = tx.exec(ctx, `DELETE FROM auth.mfa_challenges WHERE factor_id = ?`, id)
		return err
	})
	return &f, err
}
