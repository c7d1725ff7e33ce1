package audit

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"phonelogin/auth/client"
	"phonelogin/auth/secrets"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

// Log is the audit log.
type Log struct {
	db       *models.DB
	queue    *writebehind.Queue[models.AuditLogEntry]
	kept     bool
	audience string
	now      func() time.Time
	random   io.Reader
	log      *slog.Logger
	ids      secrets.OrderedIDs
}

// Deps are the parts of a Log.
type Deps struct {
	DB       *models.DB
	Behind   *writebehind.Group // which entries are written with
	Keep     bool               // entries go to the database too, not to the program's log alone
	Audience string             // of the users that admins look for
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
}

// New makes a Log.
func New(d Deps) *Log {
	return &Log{
		db: d.DB, queue: writebehind.NewQueue(d.Behind, "audit entries", d.DB.KeepAudit), kept: d.Keep,
		audience: d.Audience, now: d.Now, random: d.Random, log: d.Log,
	}
}

// kinds maps the acts of the audit log (wire contract, section 6.11) to their
// types.
var kinds = map[string]string{
	"login": "account", "logout": "account",
	"user_signedup": "team", "user_deleted": "team",
	"user_modified": "user", "user_recovery_requested": "user", "user_confirmation_requested": "user",
	"user_repeated_signup": "user", "user_updated_password": "user", "user_reauthenticate_requested": "user",
	"token_refreshed": "token", "token_revoked": "token",
	"factor_in_progress": "factor", "factor_unenrolled": "factor", "factor_updated": "factor",
	"factor_deleted": "factor", "challenge_created": "factor", "verification_attempted": "factor",
}

// Record logs an act of a user, in the audit log and the program's log.
func (l *Log) Record(ctx context.Context, action, userID string, traits models.Metadata) {
	l.log.InfoContext(ctx, "audit", "action", action, "user", userID, "ip", client.From(ctx).IP)
	l.keep(ctx, action, models.Metadata{"actor_id": userID}, traits)
}

// RecordAdmin logs an admin's act on a user. An admin is known by a role alone.
func (l *Log) RecordAdmin(ctx context.Context, role, action string, u *models.User, traits models.Metadata) {
	l.log.InfoContext(ctx, "audit", "action", action, "user", u.ID, "by", role, "ip", client.From(ctx).IP)
	about := models.Metadata{"user_id": u.ID}
	if u.Phone != "" {
		about["user_phone"] = u.Phone.Masked()
	}
	l.keep(ctx, action, models.Metadata{
		"actor_id": uuid.Nil.String(), "actor_username": role,
	}, about.Merged(traits))
}

// keep adds an act to the audit log; actor names the actor.
func (l *Log) keep(ctx context.Context, action string, actor, traits models.Metadata) {
	if !l.kept {
		return
	}
	now := l.now()
	id, err := l.ids.Next(l.random, now)
	if err != nil {
		l.log.ErrorContext(ctx, "audit entry lost", "action", action, "error", err)
		return
	}
	payload := actor.Merged(models.Metadata{"action": action, "actor_via_sso": false, "log_type": kinds[action]})
	if len(traits) > 0 {
		payload["traits"] = traits
	}
	l.queue.Add(models.AuditLogEntry{ID: id, Payload: payload, IPAddress: client.From(ctx).IP, CreatedAt: now})
}

// catchUpWithin is the longest that a request waits for the newest entries.
const catchUpWithin = 2 * time.Second

// CatchUp waits a little for unwritten entries, so that a list includes acts just
// before it. It leaves half of the request's time for the list, which then holds
// what the database has.
func (l *Log) CatchUp(ctx context.Context) {
	within := catchUpWithin
	if end, ok := ctx.Deadline(); ok {
		within = min(within, time.Until(end)/2)
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := l.queue.Flush(ctx); err != nil {
		l.log.DebugContext(ctx, "the newest audit entries are not in an answer", "error", err)
	}
}
