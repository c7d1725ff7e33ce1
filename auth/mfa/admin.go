package mfa

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// Factors lists a user's factors, oldest first, for an admin. It is never nil.
// Refuses with UnknownUser.
func (s *Service) Factors(ctx context.Context, userID string) ([]wire.Factor, error) {
	u, err := s.Auth.User(ctx, userID)
	if err != nil {
		return nil, err
	}
	return wire.FactorsOf(u.FactorRows), nil
}

// DeleteFactor removes any factor of a user, for an admin, and tells what it was.
// Sessions that it raised fall back to aal1. Refuses with UnknownUser or
// UnknownFactor.
func (s *Service) DeleteFactor(ctx context.Context, by auth.Admin, userID, factorID string) (*wire.Factor, error) {
	u, err := s.Auth.User(ctx, userID)
	if err != nil {
		return nil, err
	}
	f, err := s.factor(ctx, userID, factorID)
	if err != nil {
		return nil, err
	}
	if err := s.dropFactor(ctx, f); err != nil {
		return nil, err
	}
	s.Audit.RecordAdmin(ctx, by.Role, "factor_deleted", u, factorTraits(f))
	return &wire.FactorsOf([]Factor{*f})[0], nil
}

// FactorChange is what an admin changes about a factor; "" keeps what is there.
type FactorChange = models.FactorChange

// UpdateFactor changes a factor of a user, for an admin. Codes on their way to the
// old number are void. Refuses with UnknownUser, UnknownFactor, FactorNameTaken or
// FactorPhoneTaken.
func (s *Service) UpdateFactor(ctx context.Context, by auth.Admin, userID, factorID string, change FactorChange) (*wire.Factor, error) {
	u, err := s.Auth.User(ctx, userID)
	if err != nil {
		return nil, err
	}
	f, err := s.DB.ChangeFactor(ctx, userID, factorID, change, s.Now())
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.UnknownFactor)
	case errors.Is(err, models.ErrTaken):
		return nil, s.whatIsTaken(ctx, userID, factorID, change)
	case err != nil:
		return nil, fmt.Errorf("change factor: %w", err)
	}
	s.Audit.RecordAdmin(ctx, by.Role, "factor_updated", u, factorTraits(f))
	return &wire.FactorsOf([]Factor{*f})[0], nil
}

// whatIsTaken tells which part of a change another factor of the user has.
func (s *Service) whatIsTaken(ctx context.Context, userID, factorID string, change FactorChange) error {
	rows, err := s.DB.FactorsOf(ctx, userID)
	if err != nil {
		return fmt.Errorf("list factors: %w", err)
	}
	for _, f := range rows {
		if f.ID != factorID && change.FriendlyName != "" && f.FriendlyName == change.FriendlyName {
			return nameTaken(change.FriendlyName)
		}
	}
	return refusal.New(refusal.FactorPhoneTaken)
}
