package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// authCodeLife is short because an app exchanges its code at once; what lives
// longer can be stolen from a history or a log (RFC 6749, section 4.1.2).
const authCodeLife = time.Minute

// verifierAlphabet is that of RFC 7636, section 4.1.
var verifierAlphabet = regexp.MustCompile(`^[A-Za-z0-9\-._~]*$`)

// CheckCodeChallenge refuses, with BadChallenge, what is no PKCE challenge of
// RFC 7636. Both empty is no challenge, and fine.
func CheckCodeChallenge(challenge, method string) error {
	switch {
	case (challenge == "") != (method == ""):
		return refusal.Kinded(refusal.BadChallenge, refusal.PKCEHalf)
	case challenge == "":
		return nil
	case !strings.EqualFold(method, "s256") && !strings.EqualFold(method, "plain"):
		return refusal.Kinded(refusal.BadChallenge, refusal.PKCEMethod)
	case len(challenge) < 43 || len(challenge) > 128:
		return refusal.Kinded(refusal.BadChallenge, refusal.ChallengeLength)
	case !verifierAlphabet.MatchString(challenge):
		return refusal.Kinded(refusal.BadChallenge, refusal.ChallengeSigns)
	}
	return nil
}

// Return is how an app wants its answer.
type Return struct {
	App       *App
	Target    string // a registered URL of App
	Challenge string // PKCE; "" asks for tokens in the fragment
	State     string // given back unchanged

	embeddedIn *url.URL // on the site around the frame, see Embed; nil for none
	postTo     string   // the origin whose window gets the answer, see Post; "" for a redirect
}

// PlanReturn checks what an app asks for. Refuses with UnknownApp, BadRedirect
// or BadChallenge; none of them may be answered by a redirect.
func (s *Service) PlanReturn(clientID, redirectTo, challenge, method, state string) (*Return, error) {
	app, err := s.apps.Find(clientID)
	if err != nil {
		return nil, err
	}
	target, err := app.Target(redirectTo)
	if err != nil {
		return nil, err
	}
	if err := CheckCodeChallenge(challenge, method); err != nil {
		return nil, err
	}
	switch {
	case challenge == "" && !app.AllowFragment:
		return nil, refusal.Kinded(refusal.BadChallenge, refusal.PKCEMissing)
	case challenge != "" && !strings.EqualFold(method, "s256"):
		// plain protects from nobody who sees the request.
		return nil, refusal.Kinded(refusal.BadChallenge, refusal.PKCEMethod)
	}
	return &Return{App: app, Target: target, Challenge: challenge, State: state}, nil
}

// NewAuthCode makes the code that an app exchanges for tokens of the bearer.
func (s *Service) NewAuthCode(ctx context.Context, b *Bearer, r *Return) (string, error) {
	code, hash, err := secrets.NewLink(s.random, 32)
	if err != nil {
		return "", err
	}
	now := s.now()
	err = s.db.KeepAuthCode(ctx, &models.AuthCode{
		Hash: hash, UserID: b.User.ID, App: r.App.ID, RedirectTo: r.Target,
		CodeChallenge: r.Challenge, CodeChallengeMethod: "s256", AMR: b.Session.AMR,
		CreatedAt: now, ExpiresAt: now.Add(authCodeLife),
	})
	if err != nil {
		return "", refusal.Missing(err, refusal.NoUser, "keep auth code")
	}
	return code, nil
}

// OpenFor opens a session of an app for someone who is signed in at our pages.
func (s *Service) OpenFor(ctx context.Context, b *Bearer, app *App) (*Grant, error) {
	session, err := s.newSession(ctx, appFace(app.ID))
	if err != nil {
		return nil, err
	}
	session.UserID, session.AMR = b.User.ID, b.Session.AMR
	if err := s.db.OpenSession(ctx, session); err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "open session")
	}
	return s.Grant(ctx, b.User, session, session.AMR[0].Method)
}

// ExchangeCode gives an app the tokens for its code, once. A wrong verifier
// burns the code; a second use ends the session of the first, because one of the
// two is not the app. Refuses with UnknownAuthCode, AuthCodeExpired, BadVerifier
// or UserBanned.
func (s *Service) ExchangeCode(ctx context.Context, code, verifier string) (*Grant, error) {
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
	case !answers(c.CodeChallenge, verifier):
		if err := s.db.BurnAuthCode(ctx, hash, now); err != nil {
			return nil, fmt.Errorf("burn auth code: %w", err)
		}
		return nil, refusal.New(refusal.BadVerifier)
	}
	session, err := s.newSession(ctx, appFace(c.App))
	if err != nil {
		return nil, err
	}
	session.UserID, session.AMR = c.UserID, c.AMR
	err = s.db.ExchangeAuthCode(ctx, hash, session, now)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownAuthCode, "exchange auth code")
	}
	b, err := s.SessionHolder(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	return s.Grant(ctx, b.User, session, session.AMR[0].Method) // not the row read back, which does not know its first token
}

func (s *Service) usedTwice(ctx context.Context, c *models.AuthCode) error {
	if c.SessionID != "" {
		if _, err := s.SignOut(ctx, c.UserID, string(c.SessionID), Local); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		s.log.WarnContext(ctx, "auth code used twice, session ended", "user", c.UserID)
	}
	return refusal.New(refusal.UnknownAuthCode)
}

// answers checks a verifier against an S256 challenge (RFC 7636, section 4.6).
func answers(challenge, verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return secrets.Equal(challenge, base64.RawURLEncoding.EncodeToString(sum[:]))
}

// appFace names who holds a session.
func appFace(id string) string {
	if id == "" {
		return "@site"
	}
	return id
}
