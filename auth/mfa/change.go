package mfa

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// AdminDelete removes any factor of a user and returns it. Sessions that it raised
// fall back to aal1. Refuses with UnknownFactor.
func (s *Service) AdminDelete(ctx context.Context, userID, factorID string) (*Factor, error) {
	f, err := s.findFactor(ctx, userID, factorID)
	if err != nil {
		return nil, err
	}
	return f, s.delete(ctx, f)
}

// AdminUpdate changes a factor of a user. Pending codes to the old number become
// void. Refuses with UnknownFactor, FactorNameTaken or FactorPhoneTaken.
func (s *Service) AdminUpdate(ctx context.Context, userID, factorID string, change models.FactorChange) (*Factor, error) {
	f, err := s.db.ChangeFactor(ctx, userID, factorID, change, s.now())
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.UnknownFactor)
	case errors.Is(err, models.ErrTaken):
		return nil, s.takenAttribute(ctx, userID, factorID, change)
	case err != nil:
		return nil, fmt.Errorf("change factor: %w", err)
	}
	return f, nil
}

// takenAttribute refuses for the attribute that another factor of the user has.
func (s *Service) takenAttribute(ctx context.Context, userID, factorID string, change models.FactorChange) error {
	rows, err := s.db.FactorsOf(ctx, userID)
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
