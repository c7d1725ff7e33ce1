package models

import "context"

// EndSessionOf ends one session of a user. ErrNotFound when the user has no such
// session.
func (db *DB) EndSessionOf(ctx context.Context, userID, id string) error {
	n, err := db.exec(ctx, `DELETE FROM auth.sessions WHERE id = ? AND user_id = ?`, id, userID)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// PhoneChangesOf lists a user's changes of number, oldest first.
func (db *DB) PhoneChangesOf(ctx context.Context, userID string) ([]PhoneChange, error) {
	all := []PhoneChange{}
	return all, db.many(ctx, &all, `SELECT * FROM auth.phone_changes WHERE user_id = ? ORDER BY changed_at, id`, userID)
}

// MessagesTo lists the messages with the keyed hash of a number, oldest first.
func (db *DB) MessagesTo(ctx context.Context, hash string) ([]Message, error) {
	all := []Message{}
	return all, db.many(ctx, &all, `
		SELECT * FROM auth.messages WHERE number_hash = ? AND number_hash <> '' ORDER BY created_at, id`, hash)
}

// AuditOf lists the acts of a user, oldest first.
func (db *DB) AuditOf(ctx context.Context, userID string) ([]AuditLogEntry, error) {
	all := []AuditLogEntry{}
	return all, db.many(ctx, &all, `
		SELECT * FROM auth.audit_log_entries WHERE payload->>'actor_id' = ? ORDER BY created_at, id`, userID)
}
