package sessions

import (
	"context"
	"io"
	"time"

	"phonelogin/auth/hooks"
	"phonelogin/auth/keyring"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// Grant is what an app gets from a sign-in or a refresh.
type Grant struct {
	AccessToken  string
	RefreshToken string
	ExpiresIn    time.Duration
	ExpiresAt    time.Time
	User         *models.User
	Session      *models.Session
	Reused       string // reasons for which an older refresh token was accepted, separated by commas; "" on a normal rotation
}

// signer makes the tokens of sessions.
type signer struct {
	keyring     *keyring.Keyring
	hooks       *hooks.Hooks
	refreshKeys *secrets.RefreshKeys
	issuer      string
	life        time.Duration // of access tokens
	lowAAL      time.Duration // how long a session may do without the second factor of its user; 0 for no limit
	now         func() time.Time
	random      io.Reader
}

// sign makes the newest tokens of a session. FirstToken, the hash of a token of 12
// characters, tells which form its refresh tokens have.
func (s *signer) sign(ctx context.Context, u *models.User, session *models.Session, method string) (*Grant, error) {
	if session.FirstToken != "" {
		token, _ := s.refreshKeys.Child(session.ID, "")
		return s.signWith(ctx, u, session, token, method)
	}
	token, err := s.refreshKeys.Write(session)
	if err != nil {
		return nil, err
	}
	return s.signWith(ctx, u, session, token, method)
}

// signWith signs an access token to go with a refresh token.
func (s *signer) signWith(ctx context.Context, u *models.User, session *models.Session, refreshToken, method string) (*Grant, error) {
	now, life := s.now(), s.accessLife(u, session)
	id, err := secrets.NewID(s.random)
	if err != nil {
		return nil, err
	}
	g := &Grant{RefreshToken: refreshToken, ExpiresIn: life, ExpiresAt: now.Add(life), User: u, Session: session}
	claims, err := s.hooks.Claims(ctx, tokens.Claims{
		Issuer: s.issuer, Subject: u.ID, Audience: u.Aud, ExpiresAt: g.ExpiresAt.Unix(), IssuedAt: now.Unix(),
		ID: id, Email: string(u.Email), Phone: u.Phone.Digits(), AppMetadata: u.AppMetadata, UserMetadata: wire.WithTruePhoneVerified(u, u.UserMetadata), Role: u.Role,
		AAL: session.AAL, AMR: session.AMR, SessionID: session.ID, IsAnonymous: u.IsAnonymous,
	}, method)
	if err != nil {
		return nil, err
	}
	g.AccessToken, err = s.keyring.Sign(claims)
	return g, err
}

// accessLife returns how long the next access token of a session is good. In a session
// that lacks the user's second factor, the token expires when the session may no longer
// do without it.
func (s *signer) accessLife(u *models.User, session *models.Session) time.Duration {
	if s.lowAAL == 0 || !lacksFactor(u, session) {
		return s.life
	}
	return max(0, min(s.life, session.CreatedAt.Add(s.lowAAL).Sub(s.now())))
}
