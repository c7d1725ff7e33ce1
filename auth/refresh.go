package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"phonelogin/auth/client"
	"phonelogin/auth/hooks"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// Why a refresh token that is not the newest was accepted, as the wire has it
// (wire contract, section 1).
const (
	reuseConcurrent = "concurrent-refresh"
	reuseLost       = "fail-to-save"
	reuseAlways     = "always-allow"
)

// Refresh rotates a session's refresh token (wire contract, section 8.3).
//
// There are five cases to consider. The newest token is rotated. Its direct
// parent gets the newest one again, at any age: the answer was lost on the way.
// So does any older one within the reuse interval: a client with many tabs
// refreshes in all of them. Any older one later is in somebody else's hands, or
// its newest one is: the session ends, and with it every token of its family. One
// that is newer than the session knows tells that the database lost rows, see
// overtake.
//
// Refuses with BadRefresh, UnknownRefresh, ForeignRefresh, RefreshReused,
// UserBanned, or SessionExpired.
func (s *Service) Refresh(ctx context.Context, token string) (*Grant, error) {
	if tokens.IsShortRefresh(token) {
		return s.refreshShort(ctx, token)
	}
	r, err := tokens.ReadRefresh(token)
	if err != nil {
		return nil, refusal.New(refusal.BadRefresh)
	}
	if !s.refreshKeys.Made(r) {
		imported, err := s.isImported(ctx, r)
		if err != nil {
			return nil, err
		}
		if !imported {
			return nil, s.unknownRefresh(ctx, r.Session)
		}
	}
	use := s.use(ctx, r.Session, r.Counter)
	h, err := s.db.Rotate(ctx, use)
	if errors.Is(err, models.ErrNotFound) {
		return s.reuse(ctx, use)
	}
	return s.rotated(ctx, h, err)
}

// use is one presentation of a refresh token with this counter.
func (s *Service) use(ctx context.Context, session string, counter int64) models.Refresh {
	now, from := s.now(), client.From(ctx)
	return models.Refresh{
		SessionID: session, Counter: counter, UserAgent: models.TrimUserAgent(from.UserAgent), IP: from.IP, Country: models.Text(from.Country),
		Limits: s.limits(now), Now: now,
	}
}

func (s *Service) rotated(ctx context.Context, h *models.Holder, err error) (*Grant, error) {
	if err != nil {
		return nil, fmt.Errorf("rotate: %w", err)
	}
	s.audit.Record(ctx, "token_refreshed", h.User.ID, nil)
	return s.Grant(ctx, &h.User, &h.Session, hooks.TokenRefresh)
}

// isImported tells whether a token was made by the server that its session was
// imported from, before it was.
func (s *Service) isImported(ctx context.Context, r tokens.Refresh) (bool, error) {
	h, err := s.db.SessionHolder(ctx, r.Session)
	if errors.Is(err, models.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find session: %w", err)
	}
	if h.Session.RefreshKey == "" {
		return false, nil
	}
	key, newest, err := s.refreshKeys.Unseal(r.Session, h.Session.RefreshKey)
	if err != nil {
		s.log.WarnContext(ctx, "refresh key of an imported session cannot be read", "session", r.Session, "error", err)
		return false, nil
	}
	return r.Counter <= newest && r.MadeWith(key), nil
}

// reuse answers a token of version 2 that could not be rotated.
func (s *Service) reuse(ctx context.Context, use models.Refresh) (*Grant, error) {
	h, err := s.db.SessionHolder(ctx, use.SessionID)
	if errors.Is(err, models.ErrNotFound) {
		return nil, s.unknownRefresh(ctx, use.SessionID)
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	if err := s.mayRefresh(ctx, h); err != nil {
		return nil, err
	}
	behind := h.Session.TokenCounter - use.Counter
	if behind < 0 {
		return s.overtake(ctx, h, use)
	}
	if why := s.excuses(h, behind); why != "" {
		return s.regrant(ctx, h, why)
	}
	if s.rules.EnableRefreshTokenRotation {
		if _, err := s.endSessions(ctx, h.User.ID, h.Session.ID, Local); err != nil {
			return nil, fmt.Errorf("end session: %w", err)
		}
	}
	refused := s.reused(ctx, h)
	refused.Rotated = true
	return nil, refused
}

// unknownRefresh refuses a token whose session is gone: with UserBanned while a
// ban holds that ended it, and else with UnknownRefresh. name is the session's id,
// or the hash of a token of 12 characters.
func (s *Service) unknownRefresh(ctx context.Context, name string) error {
	u, err := s.db.UserOfBannedSession(ctx, name)
	switch {
	case errors.Is(err, models.ErrNotFound) || err == nil && !u.Banned(s.now()):
		return refusal.New(refusal.UnknownRefresh)
	case err != nil:
		return fmt.Errorf("find ban: %w", err)
	}
	return refusal.New(refusal.UserBanned)
}

// mayRefresh refuses who is banned and sessions that are over.
func (s *Service) mayRefresh(ctx context.Context, h *models.Holder) error {
	if h.User.Banned(s.now()) {
		return refuseAbout(h, refusal.UserBanned)
	}
	refused, err := s.over(ctx, h)
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return nil
}

// excuses are why an older token still yields the newest one; "" when nothing
// speaks for it. Nothing behind: what refused it ended while this request was
// under way.
func (s *Service) excuses(h *models.Holder, behind int64) string {
	var why []string
	if at := h.Session.RefreshedAt; at != nil && limits.Within(*at, s.rules.RefreshTokenReuseInterval, s.now()) {
		why = append(why, reuseConcurrent)
	}
	if behind <= 1 {
		why = append(why, reuseLost)
	}
	if s.rules.RefreshTokenAllowReuse {
		why = append(why, reuseAlways)
	}
	return strings.Join(why, ",")
}

// reused notes a token that came twice and must not.
func (s *Service) reused(ctx context.Context, h *models.Holder) *refusal.Refusal {
	if s.rules.EnableRefreshTokenRotation {
		s.audit.Record(ctx, "token_revoked", h.User.ID, nil)
	}
	s.log.WarnContext(ctx, "refresh token used twice", "user", h.User.ID, "session", h.Session.ID,
		"ended", s.rules.EnableRefreshTokenRotation, "ip", client.From(ctx).IP)
	return refuseAbout(h, refusal.RefreshReused)
}

func refuseAbout(h *models.Holder, reason refusal.Reason) *refusal.Refusal {
	return &refusal.Refusal{Reason: reason, Session: h.Session.ID, User: h.User.ID}
}

// regrant answers with the newest token that there is.
func (s *Service) regrant(ctx context.Context, h *models.Holder, why string) (*Grant, error) {
	g, err := s.Grant(ctx, &h.User, &h.Session, hooks.TokenRefresh)
	if err != nil {
		return nil, err
	}
	g.Reused = why
	return g, nil
}
