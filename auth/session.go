package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// Grant is what an app holds after a sign-in or a refresh.
type Grant struct {
	AccessToken  string
	RefreshToken string
	ExpiresIn    time.Duration
	ExpiresAt    time.Time
	User         *User
	Session      *Session
	Reused       string // why an older refresh token was accepted, a comma list; "" on a normal rotation
}

func (s *Service) newSession(ctx context.Context, app string) (*Session, error) {
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	now, from := s.now(), client.From(ctx)
	session := &Session{
		ID: id, App: app, AAL: "aal1", AMR: models.Methods{{Method: "otp", Timestamp: now.Unix()}},
		UserAgent: models.TrimUserAgent(from.UserAgent), IP: from.IP, Country: models.Text(from.Country), Tag: s.tag(), CreatedAt: now,
	}
	if s.rules.RefreshTokenVersion < 2 {
		_, session.FirstToken = s.refreshKeys.Child(id, "")
	}
	return session, nil
}

// Grant signs the tokens of a session that is in the database, for u, whose it is.
// method is how they were earned, for the custom_access_token hook; it refuses with
// what the hook refuses.
func (s *Service) Grant(ctx context.Context, u *User, session *Session, method string) (*Grant, error) {
	if session.FirstToken != "" {
		token, _ := s.refreshKeys.Child(session.ID, "")
		return s.grantWith(ctx, u, session, token, method)
	}
	token, err := s.refreshKeys.Write(session)
	if err != nil {
		return nil, err
	}
	return s.grantWith(ctx, u, session, token, method)
}

// grantWith signs an access token to go with a refresh token.
func (s *Service) grantWith(ctx context.Context, u *User, session *Session, refreshToken, method string) (*Grant, error) {
	now, life := s.now(), s.accessLife(u, session)
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	g := &Grant{RefreshToken: refreshToken, ExpiresIn: life, ExpiresAt: now.Add(life), User: u, Session: session}
	claims, err := s.hooks.Claims(ctx, tokens.Claims{
		Issuer: s.issuer, Subject: u.ID, Audience: u.Aud, ExpiresAt: g.ExpiresAt.Unix(), IssuedAt: now.Unix(),
		ID: id, Email: string(u.Email), Phone: string(u.Phone), AppMetadata: u.AppMetadata, UserMetadata: wire.Proved(u, u.UserMetadata), Role: u.Role,
		AAL: session.AAL, AMR: session.AMR, SessionID: session.ID, IsAnonymous: u.IsAnonymous,
	}, method)
	if err != nil {
		return nil, err
	}
	g.AccessToken, err = s.keyring.Sign(claims)
	return g, err
}

// Bearer is who a valid access token speaks for.
type Bearer struct {
	User    *User
	Session *Session // its ID is "" for a token without a session
	Claims  *tokens.Claims
}

// Claims reads an access token: what it says, and not whether it still holds, which
// Authenticate tells. Refuses with BadToken.
func (s *Service) Claims(ctx context.Context, token string) (*tokens.Claims, error) {
	return s.keyring.Verify(ctx, token)
}

// Authenticate reads an access token and looks up whom it speaks for; a session
// that was ended is over at once. Refuses with BadToken, NoUser,
// NoSession or UserBanned.
func (s *Service) Authenticate(ctx context.Context, token string) (*Bearer, error) {
	claims, err := s.Claims(ctx, token)
	if err != nil {
		return nil, err
	}
	return s.BearerOf(ctx, claims)
}

// BearerOf looks up whom a verified access token speaks for. Refuses with BadToken,
// NoUser, NoSession or UserBanned.
func (s *Service) BearerOf(ctx context.Context, claims *tokens.Claims) (*Bearer, error) {
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

// SessionHolder finds whose session it is, for whoever holds one without tokens:
// the limits of sessions hold for them too. Refuses with NoSession or UserBanned.
func (s *Service) SessionHolder(ctx context.Context, id string) (*Bearer, error) {
	h, err := s.db.SessionHolder(ctx, id)
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoSession, "find session")
	}
	if h.User.Banned(s.now()) {
		return nil, refusal.New(refusal.UserBanned)
	}
	refused, err := s.over(ctx, h)
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, refusal.New(refusal.NoSession)
	}
	return &Bearer{User: &h.User, Session: &h.Session}, nil
}

// Sessions lists a user's open sessions, newest first: those that limits have
// ended are not among them.
func (s *Service) Sessions(ctx context.Context, userID string) ([]Session, error) {
	now := s.now()
	return s.db.SessionsOf(ctx, userID, s.limits(now), now)
}

// Scope says which sessions a sign-out ends.
type Scope string

// The scopes, as in POST /logout.
const (
	Global Scope = "global" // all of the user
	Local  Scope = "local"  // this one
	Others Scope = "others" // all but this one
)

// SignOut ends sessions and with them their refresh tokens, and tells how many.
func (s *Service) SignOut(ctx context.Context, userID, session string, scope Scope) (int, error) {
	n, err := s.endSessions(ctx, userID, session, scope)
	if err == nil {
		s.audit.Record(ctx, "logout", userID, Metadata{"scope": scope, "sessions": n})
	}
	return n, err
}

func (s *Service) endSessions(ctx context.Context, userID, session string, scope Scope) (int, error) {
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

// Heed signs a user out everywhere where a hook that rejected an attempt wants it,
// and passes on the hook's refusal.
func (s *Service) Heed(ctx context.Context, userID string, signOut bool, refused error) error {
	if signOut {
		if _, err := s.SignOut(ctx, userID, "", Global); err != nil {
			return fmt.Errorf("sign out: %w", err)
		}
	}
	return refused
}
