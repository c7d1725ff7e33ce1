package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/models"
)

// userByPhone finds the user of a number. Earlier releases stored numbers as
// clients sent them: whoever is found under an older spelling has the number in
// today's from then on, so that one phone stays one account. The error is
// models.ErrNotFound when nobody has it.
func (s *Service) userByPhone(ctx context.Context, p Phone) (*User, error) {
	u, err := s.db.UserBySpelling(ctx, string(p), p.OldSpellings())
	if err != nil || string(u.Phone) == string(p) {
		return u, err
	}
	spelled, err := s.db.Respell(ctx, models.Respelling{UserID: u.ID, From: string(u.Phone), To: string(p), Now: s.now()})
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		return s.db.UserByPhone(ctx, string(p)) // another request was first
	}
	if err != nil {
		return nil, fmt.Errorf("write number anew: %w", err)
	}
	s.log.InfoContext(ctx, "number written anew", "user", u.ID, "phone", p.Masked())
	return spelled, nil
}

// AdoptSpelling makes the rule of uniqueness see a user whose number is stored in
// an older spelling, before another one is given it. An empty number is nobody's.
func (s *Service) AdoptSpelling(ctx context.Context, p Phone) error {
	if p == "" {
		return nil
	}
	_, err := s.userByPhone(ctx, p)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("find user: %w", err)
	}
	return nil
}
