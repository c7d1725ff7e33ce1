package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// Verify lets the bearer of a right code in: exactly one of any number of right
// answers gets a session. Refuses with NotACode, WrongCode, CodeExpired,
// TooManyTries, CheckFailed, UserBanned or, for a change of number, PhoneTaken.
func (s *Service) Verify(ctx context.Context, a otp.Attempt) (*sessions.Grant, error) {
	c, err := s.checker.Check(ctx, a)
	if err != nil {
		return nil, s.orBanned(ctx, a, err)
	}
	session, err := s.sessions.Prepare(ctx, a.Face)
	if err != nil {
		return nil, err
	}
	var u *User
	if a.Purpose == otp.PhoneChange {
		u, err = s.changePhone(ctx, c, session, s.checker.EnteredHash(a, c))
	} else {
		u, err = s.signIn(ctx, c, session, s.checker.EnteredHash(a, c))
	}
	if err != nil {
		return nil, s.orBanned(ctx, a, err)
	}
	session.UserID = u.ID
	s.log.InfoContext(ctx, "code accepted", "phone", c.Phone.Masked(), "purpose", a.Purpose,
		"user", u.ID, "session", session.ID, "ip", client.From(ctx).IP)
	did := accepted(a.Purpose, u, session)
	if did == "user_signedup" {
		s.users.NoteBound(ctx, u.ID, "", u.Phone)
	}
	s.audit.Record(ctx, did, u.ID, Metadata{"provider": "phone"})
	return s.sessions.Grant(ctx, u, session, "otp")
}

// orBanned tells callers of the JSON API that the user of the number, or who wants
// it, is shut out (wire contract, section 6.2), whatever the code.
func (s *Service) orBanned(ctx context.Context, a otp.Attempt, cause error) error {
	_, refused := errors.AsType[*refusal.Refusal](cause)
	if !refused || a.Face != otp.APIFace() || !s.sms.DiscloseUnknown {
		return cause
	}
	find := s.db.UserByPhone
	if a.Purpose == otp.PhoneChange {
		find = s.db.UserAwaitingNumber
	}
	u, err := find(ctx, a.Phone)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return cause
	case err != nil:
		return fmt.Errorf("find user: %w", err)
	case u.Banned(s.now()):
		return refusal.New(refusal.UserBanned)
	}
	return cause
}

// accepted names what a right code did, for the audit log.
func accepted(p otp.Purpose, u *User, session *Session) string {
	switch {
	case p == otp.PhoneChange:
		return "user_modified"
	case u.CreatedAt.Equal(session.CreatedAt):
		return "user_signedup"
	}
	return "login"
}

// Prove spends a right code of purpose otp.Proof; the same login in the same browser
// may send it once more, as with Enter. Refuses as Verify does.
func (s *Service) Prove(ctx context.Context, a otp.Attempt) error {
	err := s.spendProof(ctx, a)
	if !refusal.Is(err, refusal.WrongCode) {
		return err
	}
	_, again := s.checker.EnteredBefore(ctx, a)
	if refusal.Is(again, refusal.WrongCode) {
		return err // which knows the tries left
	}
	return again
}

func (s *Service) spendProof(ctx context.Context, a otp.Attempt) error {
	c, err := s.checker.Check(ctx, a)
	if err != nil {
		return err
	}
	err = s.db.SpendChallenge(ctx, models.SpentChallenge{ID: c.ID, EnteredHash: s.checker.EnteredHash(a, c), Now: s.now()})
	if err != nil {
		return refusal.Missing(err, refusal.WrongCode, "spend challenge")
	}
	return nil
}

func (s *Service) signIn(ctx context.Context, c *models.Challenge, session *Session, entered models.Text) (*User, error) {
	// The id was fixed when the code was asked for: hooks have heard it.
	newcomer, err := s.users.Newcomer(c.ID, c.Data)
	if err != nil {
		return nil, err
	}
	u, err := s.db.SignIn(ctx, models.SignIn{
		Challenge: c, User: *newcomer, Session: *session, EnteredHash: entered, Now: session.CreatedAt,
	})
	if errors.Is(err, models.ErrNotFound) {
		return nil, s.shutOut(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	if u.CreatedAt.Equal(session.CreatedAt) {
		s.hooks.UserCreated(ctx, u)
	}
	return u, nil
}

// shutOut tells why a right code opened nothing.
func (s *Service) shutOut(ctx context.Context, c *models.Challenge) error {
	u, err := s.db.UserByPhone(ctx, c.Phone)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return refusal.New(refusal.WrongCode)
	case err != nil:
		return fmt.Errorf("find user: %w", err)
	case u.Banned(s.now()):
		s.events.Note(c.Phone, models.NumberEvent{Kind: models.EventCodeRefused, Reason: string(refusal.UserBanned)})
		return refusal.New(refusal.UserBanned)
	}
	return refusal.New(refusal.WrongCode)
}
