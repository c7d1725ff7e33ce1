package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/hooks"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// sendByHook hands a code to the send_sms hook in the place of a carrier.
func (s *Service) sendByHook(ctx context.Context, r Request, c *models.Challenge, code string) error {
	u, err := s.userBehind(ctx, r, c)
	if err != nil {
		return err
	}
	return s.hooks.SendSMS(ctx, u, hooks.SMS{Code: code, Phone: c.Phone, Channel: r.Channel, Factor: r.Purpose == MFA})
}

// beginByHook notes a message before the hook is asked for it. What nobody can
// note is not sent.
func (s *Service) beginByHook(ctx context.Context, r Request, c *models.Challenge) (providers.Attempt, providers.Journal, error) {
	id, err := s.newID()
	if err != nil {
		return providers.Attempt{}, nil, err
	}
	a := providers.Attempt{ID: id, Provider: providers.HookName, Channel: r.Channel, At: s.now()}
	note := s.journal(r.Phone, r.Purpose, c.ID)
	if err := note(ctx, a, false); err != nil {
		return a, nil, err
	}
	return a, note, nil
}

// endByHook notes what came of it.
func (s *Service) endByHook(ctx context.Context, a providers.Attempt, note providers.Journal, cause error) {
	a.Took = s.now().Sub(a.At)
	if cause != nil {
		a.Err = &providers.Error{Kind: providers.Temporary, Detail: "the hook answered with an error", Unsure: isUnsure(cause)}
	}
	_ = note(ctx, a, true) // logged
}

// isUnsure tells whether a message may have gone out all the same. Of a database
// that failed while its function was asked nobody knows.
func isUnsure(err error) bool {
	if refused, ok := errors.AsType[*refusal.Refusal](err); ok {
		return refused.Unsure
	}
	if e, ok := errors.AsType[*providers.Error](err); ok {
		return e.Unsure
	}
	return models.IsOutage(err)
}

// userBehind is whose code it is.
func (s *Service) userBehind(ctx context.Context, r Request, c *models.Challenge) (*User, error) {
	if r.UserID != "" {
		u, err := s.db.User(ctx, r.UserID)
		if err != nil {
			return nil, fmt.Errorf("find user: %w", err)
		}
		if r.Purpose == PhoneChange {
			u.PhoneChange = models.Text(c.Phone) // it is stored once the code is on its way
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
