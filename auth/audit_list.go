package auth

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"phonelogin/models"
)

// AuditQuery asks for entries of the audit log.
type AuditQuery = models.AuditQuery

// AuditEntry is one thing that somebody did. The payload names them as they are
// called now, which "" is for users who are gone.
type AuditEntry = models.AuditLogEntry

// Audit lists entries, newest first, and tells how many there are in all pages.
func (s *Service) Audit(ctx context.Context, q AuditQuery) ([]AuditEntry, int, error) {
	s.catchUp(ctx)
	entries, err := s.db.Audit(ctx, q)
	if err != nil {
		return nil, 0, fmt.Errorf("list audit entries: %w", err)
	}
	n, err := s.db.CountAudit(ctx, q)
	if err != nil {
		return nil, 0, fmt.Errorf("count audit entries: %w", err)
	}
	var users []string
	for _, e := range entries {
		if id, _ := e.Payload["actor_id"].(string); id != uuid.Nil.String() && uuid.Validate(id) == nil {
			users = append(users, id)
		}
	}
	names, err := s.db.UserNames(ctx, users)
	if err != nil {
		return nil, 0, fmt.Errorf("name users: %w", err)
	}
	for _, e := range entries {
		if id, _ := e.Payload["actor_id"].(string); id != uuid.Nil.String() {
			e.Payload["actor_username"] = names[id]
		}
	}
	return entries, n, nil
}
