package admin

import (
	"context"

	"phonelogin/auth/mfa"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// FactorChange is an admin's change of a factor; "" keeps the value.
type FactorChange = models.FactorChange

// Factors lists a user's factors, oldest first. It is never nil. Refuses with
// NoUser.
func (s *Service) Factors(ctx context.Context, userID string) ([]wire.Factor, error) {
	u, err := s.users.Find(ctx, userID)
	if err != nil {
		return nil, err
	}
	return wire.FactorsOf(u.FactorRows), nil
}

// DeleteFactor removes any factor of a user and returns it. Sessions that it raised
// fall back to aal1. Refuses with NotAdmin, NoUser or UnknownFactor.
func (s *Service) DeleteFactor(ctx context.Context, by Admin, userID, factorID string) (*wire.Factor, error) {
	return s.actOnFactor(ctx, by, "factor_deleted", userID, func() (*mfa.Factor, error) {
		return s.mfa.AdminDelete(ctx, userID, factorID)
	})
}

// UpdateFactor changes a factor of a user. Pending codes to the old number become
// void. Refuses with NotAdmin, NoUser, UnknownFactor, FactorNameTaken or FactorPhoneTaken.
func (s *Service) UpdateFactor(ctx context.Context, by Admin, userID, factorID string, change FactorChange) (*wire.Factor, error) {
	return s.actOnFactor(ctx, by, "factor_updated", userID, func() (*mfa.Factor, error) {
		return s.mfa.AdminUpdate(ctx, userID, factorID, change)
	})
}

// actOnFactor is act for an act on a factor.
func (s *Service) actOnFactor(ctx context.Context, by Admin, action, userID string, do func() (*mfa.Factor, error)) (*wire.Factor, error) {
	var f *mfa.Factor
	_, err := s.act(ctx, by, action, func() (*models.User, models.Metadata, error) {
		u, err := s.users.Find(ctx, userID)
		if err != nil {
			return nil, nil, err
		}
		if f, err = do(); err != nil {
			return nil, nil, err
		}
		return u, mfa.Traits(f), nil
	})
	if err != nil {
		return nil, err
	}
	return &wire.FactorsOf([]mfa.Factor{*f})[0], nil
}
