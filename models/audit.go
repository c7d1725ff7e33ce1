package models

import (
	"context"
	"strings"
	"time"
)

// AuditLogEntry is one thing that somebody did.
type AuditLogEntry struct {
	ID        string `gorm:"primaryKey"`
	Payload   Metadata
	IPAddress string `gorm:"column:ip_address"`
	CreatedAt time.Time
}

// KeepAudit stores entries, all or none. Those that are stored already are left
// alone.
func (db *DB) KeepAudit(ctx context.Context, entries []AuditLogEntry) error {
	return db.createMissing(ctx, &entries)
}

// AuditQuery asks for entries. Texts are part of what is looked for, "" for any.
type AuditQuery struct {
	Author string // number or e-mail of who did it; or their whole id, or an admin's role
	Action string
	Type   string
	Offset int
	Limit  int
}

// Audit lists entries, newest first.
func (db *DB) Audit(ctx context.Context, q AuditQuery) ([]AuditLogEntry, error) {
	where, args := q.where()
	entries := []AuditLogEntry{}
	return entries, db.many(ctx, &entries, `
		SELECT * FROM auth.audit_log_entries WHERE `+where+`
		ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`, append(args, q.Limit, q.Offset)...)
}

// CountAudit tells how many entries there are in all pages.
func (db *DB) CountAudit(ctx context.Context, q AuditQuery) (int, error) {
	where, args := q.where()
	var n int
	return n, db.one(ctx, &n, `SELECT count(*) FROM auth.audit_log_entries WHERE `+where, args...)
}

func (q AuditQuery) where() (string, []any) {
	all, args := []string{`1 = 1`}, []any{}
	for member, text := range map[string]string{"action": q.Action, "log_type": q.Type} {
		if text != "" {
			all = append(all, `lower(payload->>'`+member+`') LIKE lower(?) ESCAPE '\'`)
			args = append(args, containing(text))
		}
	}
	if q.Author != "" {
		named, values := isNamed(q.Author)
		all = append(all, `(payload->>'actor_id' IN (SELECT CAST(id AS text) FROM auth.users WHERE `+named+`)
			OR payload->>'actor_id' = lower(?) OR lower(payload->>'actor_username') LIKE lower(?) ESCAPE '\')`)
		args = append(append(args, values...), q.Author, containing(q.Author))
	}
	return strings.Join(all, ` AND `), args
}

// UserNames tells what users are known by, the number or else the e-mail. Who does
// not exist is not in it.
func (db *DB) UserNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	if len(ids) == 0 {
		return names, nil
	}
	var rows []struct{ ID, Name string }
	err := db.many(ctx, &rows, `SELECT id, coalesce(phone, email, '') AS name FROM auth.users WHERE id IN ?`, ids)
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}
