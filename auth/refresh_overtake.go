package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// overtake answers a token that is newer than its session. Nobody but this server
// made it, so the row is the one that is wrong: the database was put back to an
// earlier time. Going on lets in nobody who does not hold a token that was good
// when it was lost; older ones of the session are judged by the new counter.
func (s *Service) overtake(ctx context.Context, h *models.Holder, use models.Refresh) (*Grant, error) {
	ahead := use.Counter - h.Session.TokenCounter
	if !s.rules.RefreshTokenAllowNewer {
		s.log.WarnContext(ctx, "refresh token newer than its session refused, the database lost rows",
			"user", h.User.ID, "session", h.Session.ID, "ahead", ahead)
		return nil, refuseAbout(h, refusal.ForeignRefresh)
	}
	after, err := s.db.Overtake(ctx, use)
	if errors.Is(err, models.ErrNotFound) {
		return s.overtaken(ctx, use)
	}
	if err != nil {
		return nil, fmt.Errorf("overtake session: %w", err)
	}
	s.log.WarnContext(ctx, "refresh token newer than its session accepted, the database lost rows",
		"user", h.User.ID, "session", h.Session.ID, "ahead", ahead)
	s.audit.Record(ctx, "session_recovered", h.User.ID, Metadata{"session_id": h.Session.ID, "ahead": ahead})
	return s.rotated(ctx, after, nil)
}

// overtaken answers a token that was newer than its session a moment ago: another
// request with the same token came first, or the session ended.
func (s *Service) overtaken(ctx context.Context, use models.Refresh) (*Grant, error) {
	h, err := s.db.SessionHolder(ctx, use.SessionID)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, s.unknownRefresh(ctx, use.SessionID)
	case err != nil:
		return nil, fmt.Errorf("find session: %w", err)
	case h.Session.TokenCounter < use.Counter:
		return nil, refuseAbout(h, refusal.ForeignRefresh)
	}
	return s.reuse(ctx, use)
}
