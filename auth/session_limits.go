package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// limits are those of the settings at a moment (wire contract, section 8.4).
func (s *Service) limits(now time.Time) models.SessionLimits {
	r := s.rules.Sessions
	return models.SessionLimits{
		BegunSince: before(now, r.Timebox), UsedSince: before(now, r.InactivityTimeout), LowAALSince: before(now, r.AllowLowAAL),
		SinglePerUser: r.SinglePerUser, Tags: r.Tags,
	}
}

// before is when a span that ends now began; zero for a span of zero, which sets
// no limit.
func before(now time.Time, span time.Duration) time.Time {
	if span == 0 {
		return time.Time{}
	}
	return now.Add(-span)
}

// over tells why a session may not be refreshed: nil when it may. The statement
// that refreshes has the same conditions (models.SessionLimits) and tells only
// that one of them failed.
func (s *Service) over(ctx context.Context, h *models.Holder) (*refusal.Refusal, error) {
	session, now := &h.Session, s.now()
	l := s.limits(now)
	used := session.CreatedAt
	if session.RefreshedAt != nil {
		used = *session.RefreshedAt
	}
	switch {
	case session.TokensRevoked():
		return refuseAbout(h, refusal.RefreshReused), nil
	case session.NotAfter != nil && !session.NotAfter.After(now), session.CreatedAt.Before(l.BegunSince):
		return expired(h, ""), nil
	case used.Before(l.UsedSince):
		return expired(h, refusal.Inactive), nil
	case lowAAL(&h.User, session) && session.CreatedAt.Before(l.LowAALSince):
		return expired(h, refusal.LowAAL), nil
	case !l.SinglePerUser:
		return nil, nil
	}
	newer, err := s.db.HasNewer(ctx, session.ID, l, now)
	if errors.Is(err, models.ErrNotFound) {
		return refuseAbout(h, refusal.UnknownRefresh), nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a newer session: %w", err)
	}
	if newer {
		return expired(h, refusal.Replaced), nil
	}
	return nil, nil
}

// expired refuses a session that may not be refreshed any more.
func expired(h *models.Holder, kind refusal.Kind) *refusal.Refusal {
	r := refuseAbout(h, refusal.SessionExpired)
	r.Kind = kind
	return r
}

// lowAAL tells whether a session lacks the second factor that its user has.
func lowAAL(u *User, session *Session) bool { return session.AAL == "aal1" && u.HasSecondFactor() }

// accessLife is how long a session's next access token is good for: one without
// the second factor that its user has does not outlive the time that the session
// may go without it.
func (s *Service) accessLife(u *User, session *Session) time.Duration {
	life, low := s.rules.JWTExpiry, s.rules.Sessions.AllowLowAAL
	if low == 0 || !lowAAL(u, session) {
		return life
	}
	return max(0, min(life, session.CreatedAt.Add(low).Sub(s.now())))
}

// tag is what new sessions bear.
func (s *Service) tag() models.Text {
	if len(s.rules.Sessions.Tags) == 0 {
		return ""
	}
	return models.Text(s.rules.Sessions.Tags[0])
}
