package auth

import (
	"context"

	"phonelogin/auth/client"
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

// record notes an act for the audit log and the program's log. The rows name
// users by id only: numbers live in the table of users alone (rule S59).
func (s *Service) record(ctx context.Context, action, userID string, traits Metadata) {
	s.log.InfoContext(ctx, "audit", "action", action, "user", userID, "ip", client.From(ctx).IP)
	s.keepRecord(ctx, action, Metadata{"actor_id": userID}, traits)
}

// keepRecord notes an act for the audit log; actor names who did it.
func (s *Service) keepRecord(ctx context.Context, action string, actor, traits Metadata) {
	if !s.rules.AuditLog {
		return
	}
	now := s.now()
	id, err := s.auditIDs.Next(s.random, now)
	if err != nil {
		s.log.ErrorContext(ctx, "audit entry lost", "action", action, "error", err)
		return
	}
	payload := actor.Merged(Metadata{"action": action, "actor_via_sso": false, "log_type": auditKinds[action]})
	if len(traits) > 0 {
		payload["traits"] = traits
	}
	s.behind.audit.Add(models.AuditLogEntry{ID: id, Payload: payload, IPAddress: client.From(ctx).IP, CreatedAt: now})
}
