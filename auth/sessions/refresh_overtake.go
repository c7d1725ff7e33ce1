package sessions

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// overtake answers a token that is newer than its session. Only this server can have
// made it, so the row is wrong: the database was put back to an earlier time. It is safe
// to accept the token, because it was good when the rows were lost. From then on the
// new counter judges older tokens of the session.
func (r *rotation) overtake(ctx context.Context, h *models.Holder, use models.Refresh) (*Grant, error) {
	ahead := use.Counter - h.Session.TokenCounter
	if !r.settings.RefreshTokenAllowNewer {
		r.log.WarnContext(ctx, "refresh token newer than its session refused, the database lost rows",
			"user", h.User.ID, "session", h.Session.ID, "ahead", ahead)
		return nil, refuseAbout(h, refusal.ForeignRefresh)
	}
	after, err := r.db.Overtake(ctx, use)
	if errors.Is(err, models.ErrNotFound) {
		return r.answerOvertaken(ctx, use)
	}
	if err != nil {
		return nil, fmt.Errorf("overtake session: %w", err)
	}
	r.log.WarnContext(ctx, "refresh token newer than its session accepted, the database lost rows",
		"user", h.User.ID, "session", h.Session.ID, "ahead", ahead)
	r.audit.Record(ctx, "session_recovered", h.User.ID, models.Metadata{"session_id": h.Session.ID, "ahead": ahead})
	return r.rotated(ctx, after)
}

// answerOvertaken answers a token that was newer than its session a moment ago. Since
// then another request with the same token came first, or the session ended.
func (r *rotation) answerOvertaken(ctx context.Context, use models.Refresh) (*Grant, error) {
	h, err := r.db.SessionHolder(ctx, use.SessionID)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, r.unknownRefresh(ctx, use.SessionID)
	case err != nil:
		return nil, fmt.Errorf("find session: %w", err)
	case h.Session.TokenCounter < use.Counter:
		return nil, refuseAbout(h, refusal.ForeignRefresh)
	}
	return r.answerReuse(ctx, use)
}
