package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Resend sends the code of a login or of a sign-up again, by the channel of the last
// message. If there is no open request, it does nothing and the answer does not tell so:
// the code was used, or the last message is older than ten minutes. The code of an
// unconfirmed user is sent at any time (wire contract, section 6.7). Known and unknown
// numbers get the same answers. Refuses with PhoneDisabled and as otp.Codes.Start does.
func (s *Service) Resend(ctx context.Context, phone Phone) (*otp.SentCode, error) {
	if !s.sms.EnableSignup {
		return nil, refusal.New(refusal.PhoneDisabled)
	}
	c, err := s.codes.LatestUnanswered(ctx, phone)
	switch {
	case errors.Is(err, models.ErrNotFound) || err == nil && c.ConfirmsSignUp:
		return s.resendSignUpCode(ctx, phone)
	case err != nil:
		return nil, err
	}
	return s.codes.StartAgain(ctx, c)
}

// resendSignUpCode sends the code of a sign-up if the number belongs to an unconfirmed
// user, and does nothing otherwise.
func (s *Service) resendSignUpCode(ctx context.Context, phone Phone) (*otp.SentCode, error) {
	u, err := s.users.ByPhone(ctx, phone)
	if errors.Is(err, models.ErrNotFound) || err == nil && (u.PhoneConfirmedAt != nil || u.Banned(s.now())) {
		return &otp.SentCode{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	channel, err := s.codes.LastChannel(ctx, phone, otp.Login)
	if err != nil {
		return nil, err
	}
	return s.sendSignUpCode(ctx, u, channel)
}

// ResendPhoneChange sends the code of a change of number again. phone is the old number
// or the new one. Refuses as Resend does and, if the new number has become that of
// another user, with PhoneTaken.
func (s *Service) ResendPhoneChange(ctx context.Context, phone Phone) (*otp.SentCode, error) {
	if !s.sms.EnableSignup {
		return nil, refusal.New(refusal.PhoneDisabled)
	}
	u, err := s.db.UserAwaitingNumber(ctx, phone)
	if errors.Is(err, models.ErrNotFound) || err == nil && u.Banned(s.now()) {
		return &otp.SentCode{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	channel, err := s.codes.LastChannel(ctx, u.WantedPhone, otp.PhoneChange)
	if err != nil {
		return nil, err
	}
	// The session that asked for the change had the second factor, if the user has one.
	_, sent, err := s.StartPhoneChange(ctx, u, Update{Phone: u.WantedPhone, Channel: channel, AAL: models.AAL2}, otp.APIFace(), "")
	if refusal.Is(err, refusal.NoUser) { // deleted a moment ago
		return &otp.SentCode{}, nil
	}
	return sent, err
}
