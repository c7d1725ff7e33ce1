package models

import (
	"context"
	"time"
)

// PageSession is the server's side of a browser's session on the pages.
type PageSession struct {
	Hash      string `gorm:"primaryKey"` // hash of the id in the cookie
	Data      []byte
	SessionID Text // the signed-in session; "" for a visitor
	ExpiresAt time.Time
}

// PageSession finds a page session that has not expired.
func (db *DB) PageSession(ctx context.Context, hash string, now time.Time) (*PageSession, error) {
	var p PageSession
	return &p, db.one(ctx, &p, `SELECT * FROM auth.page_sessions WHERE hash = ? AND expires_at > ?`, hash, now)
}

// KeepPageSession stores a new or changed page session.
func (db *DB) KeepPageSession(ctx context.Context, p *PageSession) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.page_sessions (hash, data, session_id, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET data = excluded.data, session_id = excluded.session_id, expires_at = excluded.expires_at`,
		p.Hash, p.Data, p.SessionID, p.ExpiresAt)
	return err
}
