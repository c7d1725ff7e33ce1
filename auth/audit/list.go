package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"phonelogin/models"
)

// Query selects entries of the audit log. Texts match parts; "" matches everything.
type Query struct {
	Author string // part of the actor's number, e-mail or name; or their whole id, or an admin's role
	Action string
	Type   string
	After  models.Cursor // start after this entry; zero for the first page
	Offset int
	Limit  int
}

// Entry is one act. The payload holds the actor's current name; "" for a deleted
// user.
type Entry = models.AuditLogEntry

// mostAuthors is how many users a text can select: their entries are merged one
// user at a time.
const mostAuthors = 50

// List lists entries, newest first, and counts those on all pages. When a text
// matches more than mostAuthors users, only the entries of the first of them are
// listed.
func (l *Log) List(ctx context.Context, q Query) ([]Entry, models.Total, error) {
	l.CatchUp(ctx)
	wanted := models.AuditQuery{After: q.After, Offset: q.Offset, Limit: q.Limit}
	if err := l.resolveActions(ctx, q, &wanted); err != nil {
		return nil, models.Total{}, err
	}
	if err := l.resolveAuthor(ctx, q.Author, &wanted); err != nil {
		return nil, models.Total{}, err
	}
	if wanted.FindsNothing() {
		return []Entry{}, models.Total{}, nil
	}
	entries, total, err := l.db.Audit(ctx, wanted)
	if err != nil {
		return nil, models.Total{}, fmt.Errorf("list audit entries: %w", err)
	}
	return entries, total, l.nameActors(ctx, entries)
}

// resolveActions finds the matching actions among the few that occur, from an
// index.
func (l *Log) resolveActions(ctx context.Context, q Query, wanted *models.AuditQuery) error {
	if q.Action == "" && q.Type == "" {
		return nil
	}
	all, err := l.db.AuditActions(ctx)
	if err != nil {
		return fmt.Errorf("list actions: %w", err)
	}
	wanted.Actions = []string{}
	for _, action := range all {
		if containsFold(action, q.Action) && containsFold(kinds[action], q.Type) {
			wanted.Actions = append(wanted.Actions, action)
		}
	}
	return nil
}

// resolveAuthor finds the matching users and admins.
func (l *Log) resolveAuthor(ctx context.Context, author string, wanted *models.AuditQuery) error {
	if author == "" {
		return nil
	}
	admins, err := l.db.AuditAdmins(ctx)
	if err != nil {
		return fmt.Errorf("list admins: %w", err)
	}
	for _, name := range admins {
		if containsFold(name, author) {
			wanted.Admins = append(wanted.Admins, name)
		}
	}
	if uuid.Validate(author) == nil {
		wanted.Actors = []string{strings.ToLower(author)}
		return nil
	}
	if wanted.Actors, err = l.db.FindUserIDs(ctx, l.audience, author, mostAuthors); err != nil {
		return fmt.Errorf("find authors: %w", err)
	}
	return nil
}

// containsFold reports whether text contains part, ignoring case.
func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// nameActors sets the current names of the actors.
func (l *Log) nameActors(ctx context.Context, entries []Entry) error {
	var users []string
	for _, e := range entries {
		if id, _ := e.Payload["actor_id"].(string); id != uuid.Nil.String() && uuid.Validate(id) == nil {
			users = append(users, id)
		}
	}
	names, err := l.db.UserNames(ctx, users)
	if err != nil {
		return fmt.Errorf("name users: %w", err)
	}
	for _, e := range entries {
		if id, _ := e.Payload["actor_id"].(string); id != uuid.Nil.String() {
			e.Payload["actor_username"] = names[id]
		}
	}
	return nil
}
