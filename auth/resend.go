package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// Resend sends the code that a number asked for, or signed up with, again, the way
// it went before. A request that was not answered within ten minutes of its last
// message is over, and so is one that was: then nothing happens, and nothing is
// told, unless the number is that of an unconfirmed user (wire contract, section
// 6.7). Known and unknown numbers are treated alike. Refuses with PhoneDisabled and
// as Start does.
func (s *Service) Resend(ctx context.Context, phone Phone) (*Asked, error) {
	if !s.rules.SMS.EnableSignup {
		return nil, refusal.New(refusal.PhoneDisabled)
	}
	c, err := s.db.LatestUnusedChallenge(ctx, string(phone), string(Login), APIFace, s.now().Add(-limits.LongestLife))
	switch {
	case errors.Is(err, models.ErrNotFound) || err == nil && c.ConfirmsSignUp:
		return s.resendSignUpCode(ctx, phone)
	case err != nil:
		return nil, fmt.Errorf("find request: %w", err)
	}
	return s.resendLogin(ctx, c)
}

// resendLogin asks for the code of a login as it was asked for before.
func (s *Service) resendLogin(ctx context.Context, c *models.Challenge) (*Asked, error) {
	from := client.From(ctx)
	from.Language = cmp.Or(from.Language, string(c.Language))
	r := s.requestOf(c)
	r.CreateUser, r.Data, r.Discreet = c.CreateUser, c.Data, !s.rules.SMS.DiscloseUnknown
	return s.Start(client.With(ctx, from), r)
}

// resendSignUpCode sends the code of a sign-up, if the number is that of an
// unconfirmed user.
func (s *Service) resendSignUpCode(ctx context.Context, phone Phone) (*Asked, error) {
	u, err := s.users.ByPhone(ctx, phone)
	if errors.Is(err, models.ErrNotFound) || err == nil && (u.PhoneConfirmedAt != nil || u.Banned(s.now())) {
		return &Asked{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	channel, err := s.lastChannel(ctx, phone, Login)
	if err != nil {
		return nil, err
	}
	return s.sendSignUpCode(ctx, u, channel)
}

// ResendChange sends the code of a change of number again, which is named by the
// old number or the new one. Refuses as Resend does.
func (s *Service) ResendChange(ctx context.Context, phone Phone) (*Asked, error) {
	if !s.rules.SMS.EnableSignup {
		return nil, refusal.New(refusal.PhoneDisabled)
	}
	u, err := s.db.UserAwaitingNumber(ctx, string(phone))
	if errors.Is(err, models.ErrNotFound) || err == nil && u.Banned(s.now()) {
		return &Asked{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	channel, err := s.lastChannel(ctx, Phone(u.PhoneChange), PhoneChange)
	if err != nil {
		return nil, err
	}
	// The session that asked for the change had what it takes.
	_, asked, err := s.StartPhoneChange(ctx, u, Update{Phone: Phone(u.PhoneChange), Channel: channel, AAL: models.AAL2},
		APIFace, s.apps.Default(), "")
	if refusal.Is(err, refusal.NoUser) { // deleted a moment ago
		return &Asked{}, nil
	}
	return asked, err
}

// lastChannel is how the last code of a purpose travelled to a number.
func (s *Service) lastChannel(ctx context.Context, phone Phone, p Purpose) (providers.Channel, error) {
	last, err := s.db.LastChannel(ctx, string(phone), string(p))
	if errors.Is(err, models.ErrNotFound) {
		return SMS, nil
	}
	if err != nil {
		return "", fmt.Errorf("find last channel: %w", err)
	}
	return providers.Channel(last), nil
}
