package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/hooks"
	"phonelogin/auth/limits"
	"phonelogin/models"
)

// refreshShort answers a refresh token of the 12-character form (wire contract,
// section 8.3, rules 1 to 4). It comes from a session that was imported, or that
// began under auth.refresh_token_version 1.
//
// A session with such tokens has the counter 0. Unless the settings keep it at
// them, its next refresh makes it one of version 2, whose first token has the
// counter 1: all tokens that were good until then count as that one's parents.
func (s *Service) refreshShort(ctx context.Context, token string) (*Grant, error) {
	p, err := s.presented(ctx, token)
	if err != nil {
		return nil, err
	}
	if p.Session.TokenCounter > 0 {
		return s.reuse(ctx, s.use(ctx, p.Session.ID, standsFor(p)))
	}
	if p.Token.Revoked && !p.IsParent && !s.excused(p) {
		return nil, s.revokeFamily(ctx, p)
	}
	if s.rules.RefreshTokenVersion < 2 && p.Session.RefreshKey == "" {
		return s.nextShort(ctx, p, token)
	}
	return s.upgrade(ctx, p, token)
}

// presented finds a token of 12 characters and refuses what is over.
func (s *Service) presented(ctx context.Context, token string) (*models.PresentedToken, error) {
	hash := s.refreshKeys.Hash(token)
	p, err := s.db.RefreshToken(ctx, hash)
	if errors.Is(err, models.ErrNotFound) {
		return nil, s.unknownRefresh(ctx, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("find refresh token: %w", err)
	}
	return p, s.mayRefresh(ctx, &p.Holder)
}

// standsFor is the counter that a token of 12 characters has in a session that
// was upgraded.
func standsFor(p *models.PresentedToken) int64 {
	if p.Token.Revoked && !p.IsParent {
		return -1
	}
	return 0
}

// excused tells whether a token that was replaced, and is not the parent of the
// newest, may still be used. In a family without a good token nothing may.
func (s *Service) excused(p *models.PresentedToken) bool {
	fresh := limits.Within(p.Token.UpdatedAt, s.rules.RefreshTokenReuseInterval, s.now())
	return p.Alive && (fresh || s.rules.RefreshTokenAllowReuse)
}

// revokeFamily ends the tokens of a session one of whose older tokens came
// again. The session stays until its access tokens expire, as in rule 4.
func (s *Service) revokeFamily(ctx context.Context, p *models.PresentedToken) error {
	if s.rules.EnableRefreshTokenRotation {
		if err := s.db.RevokeTokens(ctx, p.Session.ID); err != nil {
			return fmt.Errorf("revoke tokens: %w", err)
		}
	}
	return s.reused(ctx, &p.Holder)
}

// upgrade makes it a session of version 2.
func (s *Service) upgrade(ctx context.Context, p *models.PresentedToken, token string) (*Grant, error) {
	h, err := s.db.Rotate(ctx, s.use(ctx, p.Session.ID, 0))
	if !errors.Is(err, models.ErrNotFound) {
		return s.rotated(ctx, h, err)
	}
	// Another request came first: it upgraded the session too, or ended it.
	p, err = s.presented(ctx, token)
	if err != nil {
		return nil, err
	}
	return s.reuse(ctx, s.use(ctx, p.Session.ID, standsFor(p)))
}

// nextShort answers with a token of 12 characters: the newest of those that
// descend from the one presented, made anew from it, or else a new one.
func (s *Service) nextShort(ctx context.Context, p *models.PresentedToken, token string) (*Grant, error) {
	parent := s.refreshKeys.Hash(token)
	for {
		child, hash := s.refreshKeys.Child(p.Session.ID, token)
		revoked, err := s.db.TokenRevoked(ctx, hash)
		switch {
		case errors.Is(err, models.ErrNotFound):
			return s.replace(ctx, p, parent, child)
		case err != nil:
			return nil, fmt.Errorf("find next token: %w", err)
		case !revoked:
			return s.regrantShort(ctx, p, child)
		}
		token, parent = child, hash
	}
}

func (s *Service) replace(ctx context.Context, p *models.PresentedToken, parent, child string) (*Grant, error) {
	h, err := s.db.ReplaceToken(ctx, s.use(ctx, p.Session.ID, 0), parent, s.refreshKeys.Hash(child))
	switch {
	case errors.Is(err, models.ErrTaken):
		// Another request with the same token made the same child just now.
		return s.regrantShort(ctx, p, child)
	case errors.Is(err, models.ErrNotFound):
		return s.reuse(ctx, s.use(ctx, p.Session.ID, 0))
	case err != nil:
		return nil, fmt.Errorf("replace refresh token: %w", err)
	}
	s.audit.Record(ctx, "token_refreshed", h.User.ID, nil)
	return s.grantWith(ctx, &h.User, &h.Session, child, hooks.TokenRefresh)
}

func (s *Service) regrantShort(ctx context.Context, p *models.PresentedToken, child string) (*Grant, error) {
	g, err := s.grantWith(ctx, &p.User, &p.Session, child, hooks.TokenRefresh)
	if err != nil {
		return nil, err
	}
	g.Reused = reuseLost
	return g, nil
}
