package sessions

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// Bearer is a user with the session in which they act.
type Bearer struct {
	User    *models.User
	Session *models.Session // its ID is "" for a token without a session
	Claims  *tokens.Claims  // of the access token; nil if there was none
}

// Claims verifies an access token and returns what it says. BearerOf tells whether that
// still holds. Refuses with BadToken.
func (s *Sessions) Claims(ctx context.Context, token string) (*tokens.Claims, error) {
	return s.keyring.Verify(ctx, token)
}

// BearerOf looks up whom a verified access token speaks for. The token of a session
// that was ended is refused although it has not expired. Refuses with BadToken, NoUser,
// NoSession or UserBanned.
func (s *Sessions) BearerOf(ctx context.Context, claims *tokens.Claims) (*Bearer, error) {
	if claims.Subject == "" {
		return nil, refusal.Kinded(refusal.BadToken, refusal.NoSubject)
	}
	if uuid.Validate(claims.Subject) != nil {
		return nil, refusal.Kinded(refusal.BadToken, refusal.SubjectNotID)
	}
	session := claims.SessionID
	if session == "" {
		session = uuid.Nil.String()
	} else if uuid.Validate(session) != nil {
		return nil, refusal.Kinded(refusal.BadToken, refusal.SessionNotID)
	}
	h, err := s.db.Holder(ctx, claims.Subject, session)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.NoUser)
	case err != nil:
		return nil, fmt.Errorf("find holder: %w", err)
	case h.User.Banned(s.now()):
		return nil, refusal.New(refusal.UserBanned)
	case claims.SessionID != "" && h.Session.ID == "":
		return nil, refusal.New(refusal.NoSession)
	}
	return &Bearer{User: &h.User, Session: &h.Session, Claims: claims}, nil
}

// BearerOfSession looks up the user of a session, for our own pages, which have no
// tokens. Refuses with NoSession, also for a session that expired, or UserBanned.
func (s *Sessions) BearerOfSession(ctx context.Context, sessionID string) (*Bearer, error) {
	h, err := s.db.SessionHolder(ctx, sessionID)
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoSession, "find session")
	}
	if h.User.Banned(s.now()) {
		return nil, refusal.New(refusal.UserBanned)
	}
	refused, err := s.bounds.check(ctx, h)
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, refusal.New(refusal.NoSession)
	}
	return &Bearer{User: &h.User, Session: &h.Session}, nil
}
