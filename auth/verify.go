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

// Verify opens a session for a right code. Of several requests with the same code, one
// gets a session. Refuses with NotACode, WrongCode, CodeExpired, TooManyTries,
// CheckFailed, UserBanned or, for a change of number, PhoneTaken, and as the
// custom_access_token hook does.
func (s *Service) Verify(ctx context.Context, a otp.Attempt) (*sessions.Grant, error) {
	c, err := s.checker.Check(ctx, a)
	if err != nil {
		return nil, s.discloseBan(ctx, a, err)
	}
	session, err := s.sessions.Prepare(ctx, a.Face)
	if err != nil {
		return nil, err
	}
	var u *User
	if a.Purpose == otp.PhoneChange {
		u, err = s.completePhoneChange(ctx, c, session, s.checker.EnteredHash(a, c))
	} else {
		u, err = s.signIn(ctx, c, session, s.checker.EnteredHash(a, c))
	}
	if err != nil {
		return nil, s.discloseBan(ctx, a, err)
	}
	session.UserID = u.ID
	s.log.InfoContext(ctx, "code accepted", "phone", c.Phone.Masked(), "purpose", a.Purpose,
		"user", u.ID, "session", session.ID, "ip", client.From(ctx).IP)
	did := auditWord(a.Purpose, u, session)
	if did == "user_signedup" {
		s.users.RecordNumber(ctx, u.ID, "", u.Phone)
	}
	s.audit.Record(ctx, did, u.ID, Metadata{"provider": "phone"})
	return s.sessions.Grant(ctx, u, session, "otp")
}

// discloseBan replaces a refusal by UserBanned if the user of the number, or the user who
// wants it, is banned (wire contract, section 6.2). It does so only in the JSON API, and
// only if auth.sms.disclose_unknown is set, because the answer does not depend on the
// code.
func (s *Service) discloseBan(ctx context.Context, a otp.Attempt, cause error) error {
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

// auditWord returns the audit log's word for what a right code did.
func auditWord(p otp.Purpose, u *User, session *Session) string {
	switch {
	case p == otp.PhoneChange:
		return "user_modified"
	case u.CreatedAt.Equal(session.CreatedAt):
		return "user_signedup"
	}
	return "login"
}

func (s *Service) signIn(ctx context.Context, c *models.Challenge, session *Session, entered models.Text) (*User, error) {
	// The user gets the id of the challenge: hooks were told that id when the code was
	// requested.
	newcomer, err := s.users.Newcomer(c.ID, c.Data)
	if err != nil {
		return nil, err
	}
	u, err := s.db.SignIn(ctx, models.SignIn{
		Challenge: c, User: *newcomer, Session: *session, EnteredHash: entered, Now: session.CreatedAt,
	})
	if errors.Is(err, models.ErrNotFound) {
		return nil, s.refuseRightCode(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	if u.CreatedAt.Equal(session.CreatedAt) {
		s.hooks.UserCreated(ctx, u)
	}
	return u, nil
}

// refuseRightCode makes the refusal of a right code that opened no session.
func (s *Service) refuseRightCode(ctx context.Context, c *models.Challenge) error {
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
