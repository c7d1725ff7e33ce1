package sessions

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/hooks"
	"phonelogin/auth/limits"
	"phonelogin/models"
)

// refreshShort answers a refresh token of 12 characters (wire contract, section 8.3,
// rules 1 to 4). Its session was imported, or began under auth.refresh_token_version 1.
//
// A session with such tokens has the counter 0. Its next refresh makes it a session of
// version 2, unless the settings keep it as it is. Its first token of version 2 has the
// counter 1, and all tokens that were good until then count as parents of that one.
func (r *rotation) refreshShort(ctx context.Context, token string) (*Grant, error) {
	p, err := r.findPresented(ctx, token)
	if err != nil {
		return nil, err
	}
	if p.Session.TokenCounter > 0 {
		return r.answerReuse(ctx, r.newRefresh(ctx, p.Session.ID, counterOf(p)))
	}
	if p.Token.Revoked && !p.IsParent && !r.mayReuse(p) {
		return nil, r.revokeFamily(ctx, p)
	}
	if r.settings.RefreshTokenVersion < 2 && p.Session.RefreshKey == "" {
		return r.nextShort(ctx, p, token)
	}
	return r.upgrade(ctx, p, token)
}

// findPresented finds the token of 12 characters that a client shows, with its session.
// Refuses with UnknownRefresh and as mayRefresh does.
func (r *rotation) findPresented(ctx context.Context, token string) (*models.PresentedToken, error) {
	hash := r.keys.Hash(token)
	p, err := r.db.RefreshToken(ctx, hash)
	if errors.Is(err, models.ErrNotFound) {
		return nil, r.unknownRefresh(ctx, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("find refresh token: %w", err)
	}
	return p, r.mayRefresh(ctx, &p.Holder)
}

// counterOf returns the counter that a token of 12 characters counts as in a session
// that was upgraded.
func counterOf(p *models.PresentedToken) int64 {
	if p.Token.Revoked && !p.IsParent {
		return -1
	}
	return 0
}

// mayReuse reports whether a replaced token may still be used although it is not the
// parent of the newest. In a family without a good token none may.
func (r *rotation) mayReuse(p *models.PresentedToken) bool {
	fresh := limits.Within(p.Token.UpdatedAt, r.settings.RefreshTokenReuseInterval, r.now())
	return p.Alive && (fresh || r.settings.RefreshTokenAllowReuse)
}

// revokeFamily revokes all refresh tokens of a session, because an older one came
// again. The row of the session stays, and its access tokens are good until they expire
// (rule 4).
func (r *rotation) revokeFamily(ctx context.Context, p *models.PresentedToken) error {
	if r.settings.EnableRefreshTokenRotation {
		if err := r.db.RevokeTokens(ctx, p.Session.ID); err != nil {
			return fmt.Errorf("revoke tokens: %w", err)
		}
	}
	return r.refuseReuse(ctx, &p.Holder)
}

// upgrade turns a session into one of version 2.
func (r *rotation) upgrade(ctx context.Context, p *models.PresentedToken, token string) (*Grant, error) {
	h, err := r.db.Rotate(ctx, r.newRefresh(ctx, p.Session.ID, 0))
	switch {
	case err == nil:
		return r.rotated(ctx, h)
	case !errors.Is(err, models.ErrNotFound):
		return nil, fmt.Errorf("rotate: %w", err)
	}
	// Another request came first: it upgraded the session too, or ended it.
	p, err = r.findPresented(ctx, token)
	if err != nil {
		return nil, err
	}
	return r.answerReuse(ctx, r.newRefresh(ctx, p.Session.ID, counterOf(p)))
}

// nextShort answers with a token of 12 characters. If the presented token has
// descendants, that is the newest of them, derived again; else it is a new one.
func (r *rotation) nextShort(ctx context.Context, p *models.PresentedToken, token string) (*Grant, error) {
	parent := r.keys.Hash(token)
	for {
		child, hash := r.keys.Child(p.Session.ID, token)
		revoked, err := r.db.TokenRevoked(ctx, hash)
		switch {
		case errors.Is(err, models.ErrNotFound):
			return r.replace(ctx, p, parent, child)
		case err != nil:
			return nil, fmt.Errorf("find next token: %w", err)
		case !revoked:
			return r.answerChild(ctx, p, child)
		}
		token, parent = child, hash
	}
}

func (r *rotation) replace(ctx context.Context, p *models.PresentedToken, parent, child string) (*Grant, error) {
	h, err := r.db.ReplaceToken(ctx, r.newRefresh(ctx, p.Session.ID, 0), parent, r.keys.Hash(child))
	switch {
	case errors.Is(err, models.ErrTaken):
		// Another request with the same token stored the same child just now.
		return r.answerChild(ctx, p, child)
	case errors.Is(err, models.ErrNotFound):
		return r.answerReuse(ctx, r.newRefresh(ctx, p.Session.ID, 0))
	case err != nil:
		return nil, fmt.Errorf("replace refresh token: %w", err)
	}
	r.audit.Record(ctx, "token_refreshed", h.User.ID, nil)
	return r.signer.signWith(ctx, &h.User, &h.Session, child, hooks.TokenRefresh)
}

func (r *rotation) answerChild(ctx context.Context, p *models.PresentedToken, child string) (*Grant, error) {
	g, err := r.signer.signWith(ctx, &p.User, &p.Session, child, hooks.TokenRefresh)
	if err != nil {
		return nil, err
	}
	g.Reused = reuseLost
	return g, nil
}
