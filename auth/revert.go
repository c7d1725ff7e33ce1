package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// RevertibleChange is a change of number that the old number can take back.
type RevertibleChange struct {
	Old, New Phone
	At       time.Time
}

// FindPhoneChange finds a change of number by the secret in the link of its notice.
// Refuses with NotReverted.
func (s *Service) FindPhoneChange(ctx context.Context, secret string) (*RevertibleChange, error) {
	c, err := s.findRevertible(ctx, secret)
	if err != nil {
		return nil, err
	}
	return changeOf(c), nil
}

func (s *Service) findRevertible(ctx context.Context, secret string) (*models.PhoneChange, error) {
	c, err := s.db.PhoneChangeBy(ctx, secrets.Hash(secret))
	if err != nil {
		return nil, refusal.Missing(err, refusal.NotReverted, "find change")
	}
	respell(c)
	if c.RevertedAt != nil || s.now().Sub(c.ChangedAt) > limits.RevertWithin {
		return nil, refusal.New(refusal.NotReverted)
	}
	return c, nil
}

// RevertPhoneChange gives an account its old number back and ends all of its sessions.
// The same link gets the same answer again within otp.RepeatFor. Refuses with
// NotReverted.
func (s *Service) RevertPhoneChange(ctx context.Context, secret string) (*RevertibleChange, error) {
	c, err := s.findRevertible(ctx, secret)
	if refusal.Is(err, refusal.NotReverted) {
		return s.findReverted(ctx, secret)
	}
	if err != nil {
		return nil, err
	}
	err = s.db.RevertNumber(ctx, c, s.now())
	switch {
	case errors.Is(err, models.ErrNotFound):
		return s.findReverted(ctx, secret) // by the same link at the same time
	case errors.Is(err, models.ErrTaken):
		return nil, refusal.New(refusal.NotReverted)
	case err != nil:
		return nil, fmt.Errorf("revert change: %w", err)
	}
	s.log.WarnContext(ctx, "change of number reverted", "user", c.UserID)
	return changeOf(c), nil
}

// findReverted finds a change that the same link took back within otp.RepeatFor.
func (s *Service) findReverted(ctx context.Context, secret string) (*RevertibleChange, error) {
	c, err := s.db.PhoneChangeBy(ctx, secrets.Hash(secret))
	if errors.Is(err, models.ErrNotFound) || err == nil && (c.RevertedAt == nil || s.now().Sub(*c.RevertedAt) >= otp.RepeatFor) {
		return nil, refusal.New(refusal.NotReverted)
	}
	if err != nil {
		return nil, fmt.Errorf("find change: %w", err)
	}
	respell(c)
	u, err := s.db.User(ctx, c.UserID)
	if errors.Is(err, models.ErrNotFound) || err == nil && u.Phone.Digits() != c.OldPhone {
		return nil, refusal.New(refusal.NotReverted) // an older change was reverted, and this one with it
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	return changeOf(c), nil
}

// respell gives the old number today's spelling: the numbering plan of its country may
// have changed since it was stored.
func respell(c *models.PhoneChange) {
	if old, err := ParseWirePhone(c.OldPhone); err == nil {
		c.OldPhone = old.Digits()
	}
}

func changeOf(c *models.PhoneChange) *RevertibleChange {
	return &RevertibleChange{Old: Phone(c.OldPhone), New: Phone(c.NewPhone), At: c.ChangedAt}
}
