package models

import (
	"context"
	"strings"
)

// AuditQuery selects entries of the audit log, newest first.
type AuditQuery struct {
	Actors  []string // ids of users
	Admins  []string // names of admins; entries of either match. Both nil: everybody
	Actions []string // nil for all
	After   Cursor   // start after this entry; zero for the first page
	Offset  int
	Limit   int
}

const (
	actorID  = `payload->>'actor_id'`
	adminsIs = `payload->>'actor_username'`
	actionIs = `payload->>'action'`
)

// Audit lists entries and counts those on all pages.
func (db *DB) Audit(ctx context.Context, q AuditQuery) ([]AuditLogEntry, Total, error) {
	statement, args := q.ids()
	entries := []AuditLogEntry{}
	err := db.many(ctx, &entries, `SELECT * FROM auth.audit_log_entries WHERE id IN (`+statement+`)`+newestFirst, args...)
	if err != nil {
		return nil, Total{}, err
	}
	where, args := q.where()
	n, err := db.count(ctx, "audit_log_entries", where, args)
	return entries, n, err
}

// FindsNothing reports whether no entry can match.
func (q AuditQuery) FindsNothing() bool {
	nobody := q.Actors != nil && len(q.Actors)+len(q.Admins) == 0
	return nobody || q.Actions != nil && len(q.Actions) == 0
}

// branch is a value of an indexed column.
type branch struct{ column, value string }

func (q AuditQuery) branches() (all []branch) {
	for _, id := range q.Actors {
		all = append(all, branch{actorID, id})
	}
	for _, name := range q.Admins {
		all = append(all, branch{adminsIs, name})
	}
	if q.Actors != nil || q.Admins != nil {
		return all
	}
	for _, action := range q.Actions {
		all = append(all, branch{actionIs, action})
	}
	return all
}

// ids is the statement for the ids of a page. Postgres does not merge the index
// ranges of an IN, so each value has its own subquery, and their first entries are
// merged.
func (q AuditQuery) ids() (string, []any) {
	branches := q.branches()
	if len(branches) <= 1 {
		where, args := q.where()
		where, args = afterCursor(q.After, `<`, where, args)
		return `SELECT id FROM auth.audit_log_entries WHERE ` + where + newestFirst + ` LIMIT ? OFFSET ?`,
			append(args, q.Limit, q.Offset)
	}
	parts, all := make([]string, len(branches)), []any{}
	for i, b := range branches {
		where, args := b.column+` = ?`, []any{b.value}
		if b.column != actionIs {
			where, args = q.also(where, args)
		}
		where, args = afterCursor(q.After, `<`, where, args)
		parts[i] = `SELECT id, created_at FROM (SELECT id, created_at FROM auth.audit_log_entries
			WHERE ` + where + newestFirst + ` LIMIT ?) AS part`
		all = append(append(all, args...), q.Offset+q.Limit)
	}
	return `SELECT id FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS parts` + newestFirst + ` LIMIT ? OFFSET ?`,
		append(all, q.Limit, q.Offset)
}

// where is the condition for all matching entries.
func (q AuditQuery) where() (string, []any) {
	switch {
	case q.Actors == nil && q.Admins == nil:
		return q.also(`1 = 1`, nil)
	case len(q.Admins) == 0:
		return q.also(actorID+` IN ?`, []any{q.Actors})
	case len(q.Actors) == 0:
		return q.also(adminsIs+` IN ?`, []any{q.Admins})
	}
	return q.also(`(`+actorID+` IN ? OR `+adminsIs+` IN ?)`, []any{q.Actors, q.Admins})
}

// also adds the condition on actions.
func (q AuditQuery) also(where string, args []any) (string, []any) {
	if q.Actions == nil {
		return where, args
	}
	return where + ` AND ` + actionIs + ` IN ?`, append(args, q.Actions)
}

// AuditActions lists the actions that occur in the log.
func (db *DB) AuditActions(ctx context.Context) ([]string, error) { return db.distinct(ctx, actionIs) }

// AuditAdmins lists the names of admins that occur in the log.
func (db *DB) AuditAdmins(ctx context.Context) ([]string, error) { return db.distinct(ctx, adminsIs) }

// distinct lists the values of an indexed column of the audit log. It jumps from
// each value to the next one in the index.
func (db *DB) distinct(ctx context.Context, column string) ([]string, error) {
	next := func(after string) string {
		return `SELECT ` + column + ` FROM auth.audit_log_entries WHERE ` + column + after + ` ORDER BY ` + column + ` LIMIT 1`
	}
	var all []string
	return all, db.many(ctx, &all, `
		WITH RECURSIVE known (value) AS (
			SELECT * FROM (`+next(` IS NOT NULL`)+`) AS first
			UNION ALL SELECT (`+next(` > known.value`)+`) FROM known WHERE known.value IS NOT NULL)
		SELECT value FROM known WHERE value IS NOT NULL`)
}

// FindUserIDs lists the ids of users of an audience whose number, e-mail or name
// contains a text, in the order of the user list; at most most.
func (db *DB) FindUserIDs(ctx context.Context, aud, text string, most int) ([]string, error) {
	users, _, err := db.findUsers(ctx, UserQuery{Aud: aud, Filter: text, Limit: most})
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	return ids, err
}

// UserNames maps ids of users to their number, or else their e-mail. Missing users
// are left out.
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
