package models

import (
	"context"
	"fmt"
	"time"
)

// endByBan ends all sessions of a locked user row and deletes unused auth codes. It
// remembers the ended sessions for UserOfBannedSession.
func (db *DB) endByBan(ctx context.Context, userID string, now time.Time) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.banned_sessions (name, user_id, ended_at)
		SELECT cast(id AS text), user_id, ? FROM auth.sessions WHERE user_id = ?
		ON CONFLICT (name) DO NOTHING`, now, userID)
	if err != nil {
		return fmt.Errorf("keep sessions: %w", err)
	}
	_, err = db.exec(ctx, `
		INSERT INTO auth.banned_sessions (name, user_id, ended_at)
		SELECT t.hash, s.user_id, ? FROM auth.refresh_tokens t JOIN auth.sessions s ON s.id = t.session_id
		WHERE s.user_id = ? AND NOT t.revoked
		ON CONFLICT (name) DO NOTHING`, now, userID)
	if err != nil {
		return fmt.Errorf("keep refresh tokens: %w", err)
	}
	if err := db.dropOf(ctx, "auth_codes", userID); err != nil {
		return fmt.Errorf("drop auth codes: %w", err)
	}
	_, err = db.deleteSessions(ctx, userID, "")
	return err
}

// UserOfBannedSession finds the user of a session that a ban ended, by the
// session's id or by the hash of its newest 12-character token. The ban itself may
// be over. ErrNotFound when no ban ended such a session.
func (db *DB) UserOfBannedSession(ctx context.Context, name string) (*User, error) {
	var u User
	return &u, db.one(ctx, &u, `
		SELECT u.* FROM auth.banned_sessions b JOIN auth.users u ON u.id = b.user_id WHERE b.name = ?`, name)
}

// notBanned is the condition that a user is not banned at the given time.
const notBanned = `(users.banned_until IS NULL OR users.banned_until <= ?)`
