package auth

import (
	"context"

	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Prove spends a right code of purpose otp.Proof. The same login in the same browser may
// send it again, as with Enter. Refuses with NotACode, WrongCode, CodeExpired,
// TooManyTries or CheckFailed.
func (s *Service) Prove(ctx context.Context, a otp.Attempt) error {
	err := s.spendProof(ctx, a)
	if !refusal.Is(err, refusal.WrongCode) {
		return err
	}
	_, again := s.checker.CheckRepeat(ctx, a)
	if refusal.Is(again, refusal.WrongCode) {
		return err // with the tries left
	}
	return again
}

func (s *Service) spendProof(ctx context.Context, a otp.Attempt) error {
	c, err := s.checker.Check(ctx, a)
	if err != nil {
		return err
	}
	err = s.db.SpendChallenge(ctx, models.SpentChallenge{ID: c.ID, EnteredHash: s.checker.EnteredHash(a, c), Now: s.now()})
	if err != nil {
		return refusal.Missing(err, refusal.WrongCode, "spend challenge")
	}
	return nil
}
