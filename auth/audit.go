package auth

import (
	"context"
	"fmt"
	"sync"

	"phonelogin/models"
)

// The acts that the audit log knows (wire contract, section 6.11), with the kind
// under which each is filed.
var auditKinds = map[string]string{
	"login": "account", "logout": "account",
	"user_signedup": "team", "user_deleted": "team",
	"user_modified": "user", "user_recovery_requested": "user", "user_confirmation_requested": "user",
	"user_repeated_signup": "user", "user_updated_password": "user", "user_reauthenticate_requested": "user",
	"token_refreshed": "token", "token_revoked": "token",
	"factor_in_progress": "factor", "factor_unenrolled": "factor", "factor_updated": "factor",
	"factor_deleted": "factor", "challenge_created": "factor", "verification_attempted": "factor",
}

const (
	// auditBatch entries are written at once; a row each would cost a commit each.
	auditBatch = 100

	// auditMost entries wait while the database does not answer; the log has them
	// anyway.
	auditMost = 10_000
)

// auditLog holds entries until a batch of them is written, which no request
// waits for.
type auditLog struct {
	mu      sync.Mutex
	waiting []models.AuditLogEntry
}

// record notes an act for the audit log and the program's log. The rows name
// users by id only: numbers live in the table of users alone (rule S59).
func (s *Service) record(ctx context.Context, action, userID string, traits Metadata) {
	s.log.InfoContext(ctx, "audit", "action", action, "user", userID, "ip", ClientFrom(ctx).IP)
	s.keepRecord(ctx, action, Metadata{"actor_id": userID}, traits)
}

// keepRecord notes an act for the audit log; actor names who did it.
func (s *Service) keepRecord(ctx context.Context, action string, actor, traits Metadata) {
	if !s.rules.AuditLog {
		return
	}
	id, err := s.newID()
	if err != nil {
		s.log.ErrorContext(ctx, "audit entry lost", "action", action, "error", err)
		return
	}
	payload := actor.Merged(Metadata{"action": action, "actor_via_sso": false, "log_type": auditKinds[action]})
	if len(traits) > 0 {
		payload["traits"] = traits
	}
	entry := models.AuditLogEntry{ID: id, Payload: payload, IPAddress: ClientFrom(ctx).IP, CreatedAt: s.now()}
	if s.audit.add(entry) {
		s.later(ctx, func(ctx context.Context) {
			if err := s.FlushAudit(ctx); err != nil {
				s.log.ErrorContext(ctx, "audit log not written", "error", err)
			}
		})
	}
}

// add keeps an entry and tells whether a batch is full.
func (l *auditLog) add(e models.AuditLogEntry) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) >= auditMost {
		return false
	}
	l.waiting = append(l.waiting, e)
	return len(l.waiting)%auditBatch == 0
}

// take empties the log.
func (l *auditLog) take() []models.AuditLogEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.waiting
	l.waiting = nil
	return taken
}

// putBack keeps entries that could not be written.
func (l *auditLog) putBack(entries []models.AuditLogEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(entries, l.waiting...)
}

// FlushAudit writes what waits. What cannot be written waits on.
func (s *Service) FlushAudit(ctx context.Context) error {
	entries := s.audit.take()
	if len(entries) == 0 {
		return nil
	}
	if err := s.db.KeepAudit(ctx, entries); err != nil {
		s.audit.putBack(entries)
		return fmt.Errorf("keep audit entries: %w", err)
	}
	return nil
}
