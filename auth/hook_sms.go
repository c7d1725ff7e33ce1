package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/models"
)

// sendByHook hands a code to the send_sms hook in the place of a carrier. Of a
// number that nobody has yet it is told the user that will be made.
func (s *Service) sendByHook(ctx context.Context, r Request, c *models.Challenge, code string) error {
	u, err := s.userBehind(ctx, r, c)
	if err != nil {
		return err
	}
	sms := map[string]any{"otp": code, "phone": c.Phone, "channel": r.Channel}
	if r.Purpose == MFA {
		sms["sms_type"] = "mfa"
	}
	var nothing struct{}
	return s.ask(ctx, s.hooks.sendSMS, map[string]any{"user": ToWire(u), "sms": sms}, &nothing)
}

// userBehind is whose code it is.
func (s *Service) userBehind(ctx context.Context, r Request, c *models.Challenge) (*User, error) {
	if r.UserID != "" {
		u, err := s.db.User(ctx, r.UserID)
		if err != nil {
			return nil, fmt.Errorf("find user: %w", err)
		}
		return u, nil
	}
	u, err := s.db.UserByPhone(ctx, c.Phone)
	if err == nil {
		return u, nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	return s.userToBe(c)
}

// userToBe is the user that a challenge's code will make.
func (s *Service) userToBe(c *models.Challenge) (*User, error) {
	u, err := s.newUser(c.ID, c.Data)
	if err != nil {
		return nil, err
	}
	u.Phone = models.Text(c.Phone)
	u.IdentityCreatedAt, u.IdentityUpdatedAt = &c.CreatedAt, &c.CreatedAt
	u.CreatedAt, u.UpdatedAt = c.CreatedAt, c.CreatedAt
	return u, nil
}
