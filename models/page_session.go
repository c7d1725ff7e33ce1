package models

import (
	"context"
	"time"
)

// PageSession is what a browser's cookie stands for on our own pages.
type PageSession struct {
	Hash      string `gorm:"primaryKey"` // of the id in the cookie
	Data      []byte
	SessionID Text // of who is signed in there; "" for a visitor
	ExpiresAt time.Time
}

// PageSession finds one that is not over at now.
func (db *DB) PageSession(ctx context.Context, hash string, now time.Time) (*PageSession, error) {
	var p PageSession
	return &p, db.one(ctx, &p, `SELECT * FROM auth.page_sessions WHERE hash = ? AND expires_at > ?`, hash, now)
}

// KeepPageSession stores a page session, new or changed.
func (db *DB) KeepPageSession(ctx context.Context, p *PageSession) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.page_sessions (hash, data, session_id, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET data = excluded.data, session_id = excluded.session_id, expires_at = excluded.expires_at`,
		p.Hash, p.Data, p.SessionID, p.ExpiresAt)
	return err
}
