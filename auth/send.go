package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/secrets"
	"phonelogin/auth/texts"
	"phonelogin/models"
)

// send asks whether a newcomer may become a user, and then sends the code.
func (s *Service) send(ctx context.Context, r Request, c *models.Challenge, w welcome) (messageID string, err error) {
	if w == newcomer {
		if err := s.askNewcomer(ctx, r, c); err != nil {
			return "", err
		}
	}
	return s.deliver(ctx, r, c)
}

// deliver writes the message of a challenge and sends it.
func (s *Service) deliver(ctx context.Context, r Request, c *models.Challenge) (string, error) {
	code := secrets.Code(s.codeKey, c, s.codes(r.Purpose).Digits)
	language := cmp.Or(client.From(ctx).Language, s.texts.Usual)
	text, err := s.texts.Code(texts.Reader{Factor: r.Purpose == MFA, Channel: r.Channel, Language: language},
		texts.Words{Code: code, AppName: r.App.Name, SiteHost: s.host}, s.bindingOf(r))
	if err != nil {
		return "", err
	}
	_, test := s.testCode(r.Phone)
	return s.messenger.SendCode(ctx, delivery.Code{
		Challenge: c, Code: code, Text: text, Language: language, Channel: r.Channel, Free: test,
		Owner: func(ctx context.Context) (*User, error) { return s.userBehind(ctx, r, c) },
	})
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
	u, err := s.users.Newcomer(c.ID, c.Data)
	if err != nil {
		return nil, err
	}
	u.Phone = models.Text(c.Phone)
	u.IdentityCreatedAt, u.IdentityUpdatedAt = &c.CreatedAt, &c.CreatedAt
	u.CreatedAt, u.UpdatedAt = c.CreatedAt, c.CreatedAt
	return u, nil
}

// askNewcomer asks the hook whether somebody may become a user, before anything
// is sent; if not, the request is taken back.
func (s *Service) askNewcomer(ctx context.Context, r Request, c *models.Challenge) error {
	if !s.hooks.JudgesNewUsers() {
		return nil
	}
	u, err := s.userToBe(c)
	if err != nil {
		return err
	}
	u.UserMetadata = r.Data
	err = s.hooks.BeforeUserCreated(ctx, u)
	if err == nil {
		return nil
	}
	s.log.InfoContext(ctx, "newcomer refused by the hook", "phone", r.Phone.Masked(), "error", err)
	if back := s.takeBack(ctx, c); back != nil {
		return back
	}
	return err
}

// takeBack lets the number ask again at once: nothing was sent.
func (s *Service) takeBack(ctx context.Context, c *models.Challenge) error {
	_, test := s.testCode(Phone(c.Phone))
	return s.messenger.CancelSend(ctx, c, test)
}
