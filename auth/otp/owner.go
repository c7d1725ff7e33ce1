package otp

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/models"
)

// owner returns the user who gets the code of a challenge, or the one that it will make.
func (cs *Codes) owner(ctx context.Context, c *models.Challenge) (*models.User, error) {
	if c.UserID != "" {
		u, err := cs.db.User(ctx, string(c.UserID))
		if err != nil {
			return nil, fmt.Errorf("find user: %w", err)
		}
		if c.Purpose == PhoneChange {
			u.WantedPhone = c.Phone // stored only after the message was sent
		}
		return u, nil
	}
	u, err := cs.db.UserByPhone(ctx, c.Phone)
	if err == nil {
		return u, nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	return cs.userToBe(c)
}

// userToBe returns the user that the right code of a challenge will make.
func (cs *Codes) userToBe(c *models.Challenge) (*models.User, error) {
	u, err := cs.users.Newcomer(c.ID, c.Data)
	if err != nil {
		return nil, err
	}
	u.Phone = c.Phone
	u.IdentityCreatedAt, u.IdentityUpdatedAt = &c.CreatedAt, &c.CreatedAt
	u.CreatedAt, u.UpdatedAt = c.CreatedAt, c.CreatedAt
	return u, nil
}
