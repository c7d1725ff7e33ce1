package sessions

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/apps"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// authCodeLife is short because an app exchanges its code at once. A longer one could
// be stolen from a history or a log (RFC 6749, section 4.1.2).
const authCodeLife = time.Minute

// NewAuthCode makes a code that an app can exchange for tokens of the bearer, once and
// within a minute. Refuses with NoUser.
func (s *Sessions) NewAuthCode(ctx context.Context, b *Bearer, r *apps.Return) (string, error) {
	code, hash, err := secrets.NewLink(s.random, 32)
	if err != nil {
		return "", err
	}
	now := s.now()
	err = s.db.KeepAuthCode(ctx, &models.AuthCode{
		Hash: hash, UserID: b.User.ID, App: r.App.ID, RedirectTo: r.Target,
		CodeChallenge: r.CodeChallenge, CodeChallengeMethod: "s256", AMR: b.Session.AMR,
		CreatedAt: now, ExpiresAt: now.Add(authCodeLife),
	})
	if err != nil {
		return "", refusal.Missing(err, refusal.NoUser, "keep auth code")
	}
	return code, nil
}

// OpenFor opens a session of an app for somebody who is signed in on our pages. Refuses
// with NoUser and as the custom_access_token hook does.
func (s *Sessions) OpenFor(ctx context.Context, b *Bearer, app *apps.App) (*Grant, error) {
	session, err := s.Prepare(ctx, models.AppFace(app.ID))
	if err != nil {
		return nil, err
	}
	session.UserID, session.AMR = b.User.ID, b.Session.AMR
	if err := s.db.OpenSession(ctx, session); err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "open session")
	}
	return s.Grant(ctx, b.User, session, session.AMR[0].Method)
}

// ExchangeCode gives an app the tokens for its code, once. A wrong verifier spends the
// code too. A second use ends the session of the first, because one of the two did not
// come from the app. Refuses with UnknownAuthCode, AuthCodeExpired, BadVerifier,
// NoSession or UserBanned, and as the custom_access_token hook does.
func (s *Sessions) ExchangeCode(ctx context.Context, code, verifier string) (*Grant, error) {
	hash := secrets.Hash(code)
	c, err := s.db.AuthCode(ctx, hash)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownAuthCode, "find auth code")
	}
	now := s.now()
	switch {
	case c.UsedAt != nil:
		return nil, s.usedTwice(ctx, c)
	case !now.Before(c.ExpiresAt):
		return nil, refusal.New(refusal.AuthCodeExpired)
	case !apps.VerifierMatches(c.CodeChallenge, verifier):
		if err := s.db.BurnAuthCode(ctx, hash, now); err != nil {
			return nil, fmt.Errorf("burn auth code: %w", err)
		}
		return nil, refusal.New(refusal.BadVerifier)
	}
	session, err := s.Prepare(ctx, models.AppFace(c.App))
	if err != nil {
		return nil, err
	}
	session.UserID, session.AMR = c.UserID, c.AMR
	err = s.db.ExchangeAuthCode(ctx, hash, session, now)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownAuthCode, "exchange auth code")
	}
	b, err := s.BearerOfSession(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	return s.Grant(ctx, b.User, session, session.AMR[0].Method) // the row that BearerOfSession read lacks FirstToken
}

func (s *Sessions) usedTwice(ctx context.Context, c *models.AuthCode) error {
	if c.SessionID != "" {
		if _, err := s.SignOut(ctx, c.UserID, string(c.SessionID), Local); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		s.log.WarnContext(ctx, "auth code used twice, session ended", "user", c.UserID)
	}
	return refusal.New(refusal.UnknownAuthCode)
}
