package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// Enter does what Verify does. In addition, the same login in the same browser may send
// its right code again within otp.RepeatFor, and gets the same session. After a login in
// a frame the session has ended already, and the bearer is only good for the answer to
// the app. Refuses as Verify does.
func (s *Service) Enter(ctx context.Context, a otp.Attempt) (*sessions.Bearer, error) {
	b, err := s.verifyOrEnterAgain(ctx, a)
	if err != nil || !a.InFrame {
		return b, err
	}
	if _, err := s.sessions.SignOut(ctx, b.User.ID, b.Session.ID, sessions.Local); err != nil {
		return nil, err
	}
	return b, nil
}

func (s *Service) verifyOrEnterAgain(ctx context.Context, a otp.Attempt) (*sessions.Bearer, error) {
	grant, err := s.Verify(ctx, a)
	if err == nil {
		return &sessions.Bearer{User: grant.User, Session: grant.Session}, nil
	}
	if !refusal.Is(err, refusal.WrongCode) {
		return nil, err
	}
	b, again := s.EnterAgain(ctx, a)
	if refusal.Is(again, refusal.WrongCode) {
		return nil, err // with the tries left
	}
	return b, again
}

// EnterAgain finds the bearer whom the same code from the same login signed in within
// otp.RepeatFor. Refuses with WrongCode or UserBanned.
func (s *Service) EnterAgain(ctx context.Context, a otp.Attempt) (*sessions.Bearer, error) {
	c, err := s.checker.CheckRepeat(ctx, a)
	if err != nil {
		return nil, err
	}
	if a.InFrame {
		return s.bearerAgain(ctx, c)
	}
	b, err := s.sessions.BearerOfSession(ctx, string(c.SessionID))
	if refusal.Is(err, refusal.NoSession) {
		return nil, s.refuseRightCode(ctx, c) // signed out since
	}
	return b, err
}

// bearerAgain makes the bearer of a code again whose session ended with its answer.
func (s *Service) bearerAgain(ctx context.Context, c *models.Challenge) (*sessions.Bearer, error) {
	u, err := s.db.UserByPhone(ctx, c.Phone)
	if errors.Is(err, models.ErrNotFound) || err == nil && u.Banned(s.now()) {
		return nil, s.refuseRightCode(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	proved := models.Methods{{Method: "otp", Timestamp: c.SpentAt.Unix()}}
	return &sessions.Bearer{User: u, Session: &Session{ID: string(c.SessionID), UserID: u.ID, AAL: models.AAL1, AMR: proved}}, nil
}
