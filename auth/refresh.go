package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// Refresh rotates a session's refresh token (wire contract, section 8.3).
//
// There are four cases to consider. The newest token is rotated. Its direct
// parent gets the newest one again, at any age: the answer was lost on the way.
// So does any older one within the reuse interval: a client with many tabs
// refreshes in all of them. Any older one later is in somebody else's hands, or
// its newest one is: the session ends, and with it every token of its family.
//
// Refuses with BadRefresh, UnknownRefresh, ForeignRefresh, RefreshReused or
// RefreshBanned.
func (s *Service) Refresh(ctx context.Context, token string, client Client) (*Grant, error) {
	r, err := tokens.ReadRefresh(s.refreshKey, token)
	if errors.Is(err, tokens.ErrForeignRefresh) {
		return nil, refuse(UnknownRefresh)
	}
	if err != nil {
		return nil, refuse(BadRefresh)
	}
	h, err := s.db.Rotate(ctx, models.Refresh{
		SessionID: r.Session, Counter: r.Counter,
		UserAgent: cut(client.UserAgent, 255), IP: client.IP, Now: s.now(),
	})
	if err == nil {
		s.record(ctx, "token_refreshed", h.User.ID, nil)
		return s.grant(&h.User, &h.Session)
	}
	if !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("rotate: %w", err)
	}
	return s.reuse(ctx, r, client)
}

// reuse answers a token that is not the newest of its session.
func (s *Service) reuse(ctx context.Context, r tokens.Refresh, client Client) (*Grant, error) {
	h, err := s.db.SessionHolder(ctx, r.Session)
	if errors.Is(err, models.ErrNotFound) {
		return nil, refuse(UnknownRefresh)
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	about := Refusal{Session: h.Session.ID, User: h.User.ID}
	if h.User.Banned(s.now()) {
		about.Reason = RefreshBanned
		return nil, &about
	}
	behind := h.Session.TokenCounter - r.Counter
	switch {
	case behind < 0:
		about.Reason = ForeignRefresh
		return nil, &about
	case behind <= 1:
		// Zero behind: a ban ended while this request was under way.
		return s.regrant(h, "fail-to-save")
	case h.Session.RefreshedAt != nil && s.now().Sub(*h.Session.RefreshedAt) < s.rules.RefreshTokenReuseInterval:
		return s.regrant(h, "concurrent-refresh")
	}
	if _, err := s.endSessions(ctx, h.User.ID, h.Session.ID, Local); err != nil {
		return nil, fmt.Errorf("end session: %w", err)
	}
	s.record(ctx, "token_revoked", h.User.ID, nil)
	s.log.WarnContext(ctx, "refresh token used twice, session ended",
		"user", h.User.ID, "session", h.Session.ID, "ip", client.IP)
	about.Reason = RefreshReused
	return nil, &about
}

func (s *Service) regrant(h *models.Holder, cause string) (*Grant, error) {
	g, err := s.grant(&h.User, &h.Session)
	if err != nil {
		return nil, err
	}
	g.Reused = cause
	return g, nil
}
