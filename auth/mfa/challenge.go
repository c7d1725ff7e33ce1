package mfa

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// maxFactorNumbers is how many unproved numbers one user may have codes sent to
// within a day. Messages cost money and bother the owners of numbers.
const (
	maxFactorNumbers    = 5
	factorNumbersWithin = 24 * time.Hour
)

// Request asks to prove a factor.
type Request struct {
	FactorID string
	Channel  phone.Channel // of a phone factor
}

// FactorChallenge is a challenge of a factor.
type FactorChallenge struct {
	ID         string
	FactorType string
	ExpiresAt  time.Time
}

// Challenge starts the proof of a factor. A phone gets a code, at the pace of its
// number; an authenticator app has one already. Refuses with AnonymousUser,
// NoSession, UnknownFactor, PhoneFactorsOff, TOTPFactorsOff or TooManyFactorNumbers,
// and as otp.Codes.Start does.
func (s *Service) Challenge(ctx context.Context, b *sessions.Bearer, r Request) (*FactorChallenge, error) {
	if err := mayUseFactors(b); err != nil {
		return nil, err
	}
	f, err := s.usableFactor(ctx, b.User.ID, r.FactorID)
	if err != nil {
		return nil, err
	}
	c := &models.MFAChallenge{FactorID: f.ID, IP: client.From(ctx).IP}
	if f.FactorType == PhoneFactor {
		err = s.sendFactorCode(ctx, f, r.Channel, c)
	} else {
		c.CreatedAt = s.now()
		c.ExpiresAt = c.CreatedAt.Add(s.rules.ChallengeExpiry)
		c.ID, err = secrets.NewID(s.random)
	}
	if err != nil {
		return nil, err
	}
	err = s.db.KeepMFAChallenge(ctx, c)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownFactor, "keep challenge of factor")
	}
	s.audit.Record(ctx, "challenge_created", f.UserID, models.Metadata{"factor_id": f.ID, "factor_status": f.Status})
	return &FactorChallenge{ID: c.ID, FactorType: f.FactorType, ExpiresAt: c.ExpiresAt}, nil
}

// usableFactor finds a factor of an enabled type.
func (s *Service) usableFactor(ctx context.Context, userID, factorID string) (*Factor, error) {
	f, err := s.findFactor(ctx, userID, factorID)
	switch {
	case err != nil:
		return nil, err
	case f.FactorType == PhoneFactor && !s.rules.Phone.VerifyEnabled:
		return nil, refusal.New(refusal.PhoneFactorsOff)
	case f.FactorType == TOTPFactor && !s.rules.TOTP.VerifyEnabled:
		return nil, refusal.New(refusal.TOTPFactorsOff)
	}
	return f, nil
}

// sendFactorCode sends a code to the factor's number and fills in the challenge.
// Wrong codes count for the user. They do not count among those of strangers,
// because a user could stop a number that way (S7), nor for the factor,
// because its user could add it anew.
func (s *Service) sendFactorCode(ctx context.Context, f *Factor, channel phone.Channel, c *models.MFAChallenge) error {
	if !f.Verified() {
		now := s.now()
		last, err := s.db.NumbersAsked(ctx, f.UserID, otp.MFA, f.Phone, now.Add(-factorNumbersWithin), now)
		if err != nil {
			return fmt.Errorf("count numbers asked: %w", err)
		}
		if len(last) >= maxFactorNumbers {
			room := last[maxFactorNumbers-1].Add(factorNumbersWithin)
			return &refusal.Refusal{Reason: refusal.TooManyFactorNumbers, RetryAfter: room.Sub(now)}
		}
	}
	sent, err := s.codes.Start(ctx, otp.Request{
		Phone: f.Phone, Channel: channel, Purpose: otp.MFA, Face: models.FactorFace(f.ID),
		Device: "user:" + f.UserID, UserID: f.UserID,
	})
	if err != nil {
		return err
	}
	c.ID, c.CreatedAt, c.ExpiresAt = sent.Challenge, sent.SentAt, sent.ExpiresAt
	return nil
}
