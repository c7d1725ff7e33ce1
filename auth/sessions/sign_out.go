package sessions

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"phonelogin/models"
)

// Scope says which sessions a sign-out ends.
type Scope string

// The scopes, as in POST /logout.
const (
	Global Scope = "global" // all of the user
	Local  Scope = "local"  // the one named
	Others Scope = "others" // all but the one named
)

// SignOut ends sessions of a user, with their access and refresh tokens, and returns
// how many it ended. session is the one that Local and Others name.
func (s *Sessions) SignOut(ctx context.Context, userID, session string, scope Scope) (int, error) {
	n, err := s.end(ctx, userID, session, scope)
	if err == nil {
		s.audit.Record(ctx, "logout", userID, models.Metadata{"scope": scope, "sessions": n})
	}
	return n, err
}

func (s *Sessions) end(ctx context.Context, userID, session string, scope Scope) (int, error) {
	if scope == Local {
		err := s.db.EndSession(ctx, session)
		if errors.Is(err, models.ErrNotFound) {
			return 0, nil
		}
		return 1, err
	}
	keep := ""
	if scope == Others {
		keep = session
	}
	return s.db.EndSessions(ctx, userID, keep)
}

// EndSession ends one session that a user chose from a list. For the session of another
// user, and for one that does not exist, it does nothing and returns nil: the answer
// tells nobody which ids exist.
func (s *Sessions) EndSession(ctx context.Context, userID, id string) error {
	if uuid.Validate(id) != nil {
		return nil
	}
	err := s.db.EndSessionOf(ctx, userID, id)
	if errors.Is(err, models.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	s.audit.Record(ctx, "logout", userID, models.Metadata{"scope": "one", "sessions": 1})
	return nil
}

// ApplyVerdict carries out what a hook decided about an attempt of a user. With signOut
// it ends all sessions of the user. It returns refused, the hook's refusal.
func (s *Sessions) ApplyVerdict(ctx context.Context, userID string, signOut bool, refused error) error {
	if signOut {
		if _, err := s.SignOut(ctx, userID, "", Global); err != nil {
			return fmt.Errorf("sign out: %w", err)
		}
	}
	return refused
}
