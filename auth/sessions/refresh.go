package sessions

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"phonelogin/auth/audit"
	"phonelogin/auth/client"
	"phonelogin/auth/hooks"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
)

// The reasons for which a refresh token that is not the newest is accepted, in the
// words of the JSON API (wire contract, section 1).
const (
	reuseConcurrent = "concurrent-refresh"
	reuseLost       = "fail-to-save"
	reuseAlways     = "always-allow"
)

// rotation does the work of Sessions.Refresh.
type rotation struct {
	db       *models.DB
	audit    *audit.Log
	keys     *secrets.RefreshKeys
	signer   *signer
	bounds   bounds
	settings config.RefreshTokens
	now      func() time.Time
	log      *slog.Logger
}

func (r *rotation) answer(ctx context.Context, token string) (*Grant, error) {
	if tokens.IsShortRefresh(token) {
		return r.refreshShort(ctx, token)
	}
	shown, err := tokens.ReadRefresh(token)
	if err != nil {
		return nil, refusal.New(refusal.BadRefresh)
	}
	if !r.keys.IsOurs(shown) {
		imported, err := r.isImported(ctx, shown)
		if err != nil {
			return nil, err
		}
		if !imported {
			return nil, r.unknownRefresh(ctx, shown.Session)
		}
	}
	use := r.newRefresh(ctx, shown.Session, shown.Counter)
	h, err := r.db.Rotate(ctx, use)
	if errors.Is(err, models.ErrNotFound) {
		return r.answerReuse(ctx, use)
	}
	if err != nil {
		return nil, fmt.Errorf("rotate: %w", err)
	}
	return r.rotated(ctx, h)
}

// newRefresh describes this request, which shows a refresh token with a counter, for
// models.
func (r *rotation) newRefresh(ctx context.Context, session string, counter int64) models.Refresh {
	now, from := r.now(), client.From(ctx)
	return models.Refresh{
		SessionID: session, Counter: counter, UserAgent: models.TrimUserAgent(from.UserAgent), IP: from.IP, Country: models.Text(from.Country),
		Limits: LimitsAt(r.bounds.settings, now), Now: now,
	}
}

// rotated grants the tokens of a session that was rotated just now.
func (r *rotation) rotated(ctx context.Context, h *models.Holder) (*Grant, error) {
	r.audit.Record(ctx, "token_refreshed", h.User.ID, nil)
	return r.signer.sign(ctx, &h.User, &h.Session, hooks.TokenRefresh)
}

// isImported reports whether another server made a token before its session was
// imported from there.
func (r *rotation) isImported(ctx context.Context, shown tokens.Refresh) (bool, error) {
	h, err := r.db.SessionHolder(ctx, shown.Session)
	if errors.Is(err, models.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find session: %w", err)
	}
	if h.Session.RefreshKey == "" {
		return false, nil
	}
	key, newest, err := r.keys.Unseal(shown.Session, h.Session.RefreshKey)
	if err != nil {
		r.log.WarnContext(ctx, "refresh key of an imported session cannot be read", "session", shown.Session, "error", err)
		return false, nil
	}
	return shown.Counter <= newest && shown.MadeWith(key), nil
}

// answerReuse answers a token of version 2 that could not be rotated: it is not the
// newest one, or its session expired or ended.
func (r *rotation) answerReuse(ctx context.Context, use models.Refresh) (*Grant, error) {
	h, err := r.db.SessionHolder(ctx, use.SessionID)
	if errors.Is(err, models.ErrNotFound) {
		return nil, r.unknownRefresh(ctx, use.SessionID)
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	if err := r.mayRefresh(ctx, h); err != nil {
		return nil, err
	}
	behind := h.Session.TokenCounter - use.Counter
	if behind < 0 {
		return r.overtake(ctx, h, use)
	}
	if why := r.reuseReasons(h, behind); why != "" {
		return r.answerNewest(ctx, h, why)
	}
	if r.settings.EnableRefreshTokenRotation {
		if err := r.db.EndSession(ctx, h.Session.ID); err != nil && !errors.Is(err, models.ErrNotFound) {
			return nil, fmt.Errorf("end session: %w", err)
		}
	}
	refused := r.refuseReuse(ctx, h)
	refused.Rotated = true
	return nil, refused
}

// unknownRefresh makes the refusal of a token whose session is gone: UserBanned while
// the ban that ended it holds, else UnknownRefresh. name is the session's id, or the
// hash of a token of 12 characters.
func (r *rotation) unknownRefresh(ctx context.Context, name string) error {
	u, err := r.db.UserOfBannedSession(ctx, name)
	switch {
	case errors.Is(err, models.ErrNotFound) || err == nil && !u.Banned(r.now()):
		return refusal.New(refusal.UnknownRefresh)
	case err != nil:
		return fmt.Errorf("find ban: %w", err)
	}
	return refusal.New(refusal.UserBanned)
}

// mayRefresh refuses users who are banned and sessions that expired.
func (r *rotation) mayRefresh(ctx context.Context, h *models.Holder) error {
	if h.User.Banned(r.now()) {
		return refuseAbout(h, refusal.UserBanned)
	}
	refused, err := r.bounds.check(ctx, h)
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return nil
}

// reuseReasons lists the reasons for which an older token yields the newest one,
// separated by commas; "" for none. behind counts the rotations between the two. It is
// 0 if the cause that kept the token from being rotated ended while this request ran.
func (r *rotation) reuseReasons(h *models.Holder, behind int64) string {
	var why []string
	if at := h.Session.RefreshedAt; at != nil && limits.Within(*at, r.settings.RefreshTokenReuseInterval, r.now()) {
		why = append(why, reuseConcurrent)
	}
	if behind <= 1 {
		why = append(why, reuseLost)
	}
	if r.settings.RefreshTokenAllowReuse {
		why = append(why, reuseAlways)
	}
	return strings.Join(why, ",")
}

// refuseReuse records the use of an older token that nothing excuses, and makes its
// refusal.
func (r *rotation) refuseReuse(ctx context.Context, h *models.Holder) *refusal.Refusal {
	if r.settings.EnableRefreshTokenRotation {
		r.audit.Record(ctx, "token_revoked", h.User.ID, nil)
	}
	r.log.WarnContext(ctx, "refresh token used twice", "user", h.User.ID, "session", h.Session.ID,
		"ended", r.settings.EnableRefreshTokenRotation, "ip", client.From(ctx).IP)
	return refuseAbout(h, refusal.RefreshReused)
}

func refuseAbout(h *models.Holder, reason refusal.Reason) *refusal.Refusal {
	return &refusal.Refusal{Reason: reason, Session: h.Session.ID, User: h.User.ID}
}

// answerNewest answers with the newest token of the session.
func (r *rotation) answerNewest(ctx context.Context, h *models.Holder, why string) (*Grant, error) {
	g, err := r.signer.sign(ctx, &h.User, &h.Session, hooks.TokenRefresh)
	if err != nil {
		return nil, err
	}
	g.Reused = why
	return g, nil
}
