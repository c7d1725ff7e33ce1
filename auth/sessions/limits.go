package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/models"
)

// LimitsAt turns the limits of the settings into times, seen from a moment (wire
// contract, section 8.4).
func LimitsAt(s config.Sessions, at time.Time) models.SessionLimits {
	return models.SessionLimits{
		BegunSince: limits.Cutoff(at, s.Timebox), UsedSince: limits.Cutoff(at, s.InactivityTimeout), LowAALSince: limits.Cutoff(at, s.AllowLowAAL),
		SinglePerUser: s.SinglePerUser, Tags: s.Tags,
	}
}

// bounds judges sessions by the limits of the settings.
type bounds struct {
	db       *models.DB
	settings config.Sessions
	now      func() time.Time
}

// check returns the refusal of a session that expired, nil for one that did not. The
// statement that refreshes has the same conditions (models.SessionLimits), but does not
// tell which of them failed.
func (b bounds) check(ctx context.Context, h *models.Holder) (*refusal.Refusal, error) {
	session, now := &h.Session, b.now()
	l := LimitsAt(b.settings, now)
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
	case lacksFactor(&h.User, session) && session.CreatedAt.Before(l.LowAALSince):
		return expired(h, refusal.LowAAL), nil
	case !l.SinglePerUser:
		return nil, nil
	}
	newer, err := b.db.HasNewer(ctx, session.ID, l, now)
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

// expired makes the refusal of a session that reached a limit of this kind.
func expired(h *models.Holder, kind refusal.Kind) *refusal.Refusal {
	r := refuseAbout(h, refusal.SessionExpired)
	r.Kind = kind
	return r
}

// tag returns the tag of new sessions. Sessions with different tags do not replace one
// another.
func (b bounds) tag() models.Text {
	if len(b.settings.Tags) == 0 {
		return ""
	}
	return models.Text(b.settings.Tags[0])
}

// lacksFactor reports whether the user has a second factor that the session did not use.
func lacksFactor(u *models.User, session *models.Session) bool {
	return session.AAL == models.AAL1 && u.HasSecondFactor()
}
