package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models/phone"
)

// MFAChallenge is one request to prove a second factor. For a phone factor, a
// Challenge with the same id holds the nonce of the code.
type MFAChallenge struct {
	ID         string `gorm:"primaryKey"`
	FactorID   string
	IP         string `gorm:"column:ip"` // address that may answer
	Tries      int    // codes entered so far
	CreatedAt  time.Time
	ExpiresAt  time.Time
	VerifiedAt *time.Time
}

// KeepMFAChallenge stores a new challenge, or that a live one was sent again.
// ErrNotFound when its factor is gone.
func (db *DB) KeepMFAChallenge(ctx context.Context, c *MFAChallenge) error {
	return db.Transact(ctx, func(tx *DB) error {
		n, err := tx.exec(ctx, `UPDATE auth.mfa_factors SET last_challenged_at = ? WHERE id = ?`, c.CreatedAt, c.FactorID)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		_, err = tx.exec(ctx, `
			INSERT INTO auth.mfa_challenges (id, factor_id, ip, tries, created_at, expires_at) VALUES (?, ?, ?, 0, ?, ?)
			ON CONFLICT (id) DO UPDATE SET ip = excluded.ip, expires_at = excluded.expires_at`,
			c.ID, c.FactorID, c.IP, c.CreatedAt, c.ExpiresAt)
		return err
	})
}

// MFAChallenge finds a challenge of a factor, live or not. ErrNotFound when the
// factor has no such challenge.
func (db *DB) MFAChallenge(ctx context.Context, factorID, id string) (*MFAChallenge, error) {
	var c MFAChallenge
	return &c, db.one(ctx, &c, `SELECT * FROM auth.mfa_challenges WHERE id = ? AND factor_id = ?`, id, factorID)
}

// NumbersAsked lists when the user last requested a code of a purpose for each
// number since a time, newest first. It leaves out the number but, and codes that
// were entered.
func (db *DB) NumbersAsked(ctx context.Context, userID string, p Purpose, but phone.Number, since, now time.Time) ([]time.Time, error) {
	var rows []struct {
		Phone     phone.Number
		CreatedAt time.Time
	}
	err := db.many(ctx, &rows, `
		SELECT phone, created_at FROM auth.challenges
		WHERE user_id = ? AND created_at > ? AND created_at <= ? AND purpose = ? AND phone <> ? AND spent_at IS NULL
		ORDER BY created_at DESC`, userID, since, now.Add(ClockTolerance), p, but)
	var last []time.Time
	seen := map[phone.Number]bool{}
	for _, a := range rows {
		if !seen[a.Phone] {
			seen[a.Phone] = true
			last = append(last, a.CreatedAt)
		}
	}
	return last, err
}

// Guess is one code entered for a factor.
type Guess struct {
	UserID      string
	FactorID    string
	ChallengeID string
	MaxTries    int // tries after which a challenge is dead
	Now         time.Time
	Judge       func(failures int, failedAt *time.Time) error // may refuse; must not block
}

// ReserveGuess counts a try of a factor and of its challenge before the comparison,
// in one transaction under the user's lock: simultaneous guesses are decided one
// after the other (S8). A right code resets the count. The error is Judge's,
// or ErrNotFound when the challenge is dead or its user gone; then nothing is
// counted.
func (db *DB) ReserveGuess(ctx context.Context, g Guess) error {
	return db.Transact(ctx, func(tx *DB) error {
		if _, err := tx.lockUser(ctx, g.UserID); err != nil {
			return err
		}
		var f MFAFactor
		err := tx.one(ctx, &f, `UPDATE auth.mfa_factors SET failures = failures + 1 WHERE id = ? RETURNING *`, g.FactorID)
		if err != nil {
			return err
		}
		if err := g.Judge(f.Failures-1, f.FailedAt); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `UPDATE auth.mfa_factors SET failed_at = ? WHERE id = ?`, g.Now, g.FactorID); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `
			UPDATE auth.mfa_challenges SET tries = tries + 1
			WHERE id = ? AND factor_id = ? AND verified_at IS NULL AND tries < ? AND expires_at > ?`,
			g.ChallengeID, g.FactorID, g.MaxTries, g.Now)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// FactorProof is a right code of a factor.
type FactorProof struct {
	Factor      *MFAFactor
	ChallengeID string
	UsedStep    int64  // the time step of a TOTP code; 0 for a phone
	SessionID   string // the session to raise
	Now         time.Time
}

// ProveFactor spends the challenge, verifies the factor and raises the session to
// aal2, all or nothing. It ends older refresh tokens of the session, the user's
// sessions below aal2 and their unverified factors of the same type (wire contract,
// sections 6.13 and 8.3). ErrNotFound when the session, the user or the factor is
// gone; ErrTaken when the challenge or the code was used before: of simultaneous
// right answers one succeeds.
func (db *DB) ProveFactor(ctx context.Context, p FactorProof) (*Holder, error) {
	var h Holder
	err := db.Transact(ctx, func(tx *DB) error {
		h = Holder{}
		if err := tx.lockCode(ctx, p); err != nil {
			return err
		}
		if _, err := tx.lockUser(ctx, p.Factor.UserID); err != nil {
			return err
		}
		if err := tx.spendFactorCode(ctx, p); err != nil {
			return err
		}
		if err := tx.raiseToAAL2(ctx, &h.Session, p); err != nil {
			return fmt.Errorf("raise session: %w", err)
		}
		_, err := tx.exec(ctx, `DELETE FROM auth.sessions WHERE user_id = ? AND aal <> 'aal2'`, p.Factor.UserID)
		if err != nil {
			return fmt.Errorf("end lower sessions: %w", err)
		}
		_, err = tx.exec(ctx, `DELETE FROM auth.mfa_factors WHERE user_id = ? AND status = 'unverified' AND factor_type = ?`,
			p.Factor.UserID, p.Factor.FactorType)
		if err != nil {
			return fmt.Errorf("delete unverified factors: %w", err)
		}
		u, err := tx.countFactors(ctx, p.Factor.UserID)
		if err != nil {
			return err
		}
		h.User = *u
		return tx.withFactors(ctx, &h.User)
	})
	return &h, err
}

// lockCode locks the challenge before the user, in the order in which sign-ins and
// deletions lock them.
func (db *DB) lockCode(ctx context.Context, p FactorProof) error {
	if p.Factor.FactorType != PhoneFactor {
		return nil
	}
	_, err := db.exec(ctx, `UPDATE auth.challenges SET tries = tries WHERE id = ?`, p.ChallengeID)
	return err
}

// stepsAhead is how far a used time step may be ahead of the entered one, because
// phones' clocks differ. A step further ahead was stored by a wrong clock.
const stepsAhead = 2

// spendFactorCode ends the challenge. For TOTP it also invalidates all codes up to
// the entered one.
func (db *DB) spendFactorCode(ctx context.Context, p FactorProof) error {
	var f MFAFactor
	err := db.one(ctx, &f, `
		UPDATE auth.mfa_factors SET status = 'verified', failures = 0, failed_at = NULL,
			used_step = nullif(cast(? AS bigint), 0),
			updated_at = CASE WHEN status = 'verified' THEN updated_at ELSE ? END
		WHERE id = ? AND user_id = ? AND (used_step IS NULL OR used_step < ? OR used_step > ?) RETURNING *`,
		p.UsedStep, p.Now, p.Factor.ID, p.Factor.UserID, p.UsedStep, p.UsedStep+stepsAhead)
	if errors.Is(err, ErrNotFound) {
		return ErrTaken
	}
	if err != nil {
		return fmt.Errorf("verify factor: %w", err)
	}
	n, err := db.exec(ctx, `UPDATE auth.mfa_challenges SET verified_at = ? WHERE id = ? AND factor_id = ? AND verified_at IS NULL`,
		p.Now, p.ChallengeID, p.Factor.ID)
	if err != nil {
		return fmt.Errorf("spend challenge: %w", err)
	}
	if n == 0 {
		return ErrTaken
	}
	if f.FactorType != PhoneFactor {
		return nil
	}
	err = db.SpendChallenge(ctx, SpentChallenge{ID: p.ChallengeID, Now: p.Now})
	if errors.Is(err, ErrNotFound) {
		return ErrTaken
	}
	return err
}

// raiseToAAL2 raises a session to aal2. Its refresh tokens advance by two, so that
// the newest token from before is not the parent of the next one and cannot be used
// again.
func (db *DB) raiseToAAL2(ctx context.Context, s *Session, p FactorProof) error {
	err := db.one(ctx, s, `UPDATE auth.sessions SET token_counter = token_counter + 2 WHERE id = ? AND user_id = ? RETURNING *`,
		p.SessionID, p.Factor.UserID)
	if err != nil {
		return err
	}
	methods := append(Methods{{Method: p.Factor.Method(), Timestamp: p.Now.Unix()}}, s.AMR.without(p.Factor.Method())...)
	return db.one(ctx, s, `UPDATE auth.sessions SET aal = 'aal2', factor_id = ?, amr = ? WHERE id = ? RETURNING *`,
		p.Factor.ID, methods, p.SessionID)
}
