package models

import (
	"context"
	"time"
)

// RefreshToken is a refresh token of the 12-character form. Those of version 2
// have no rows.
type RefreshToken struct {
	Hash      string `gorm:"primaryKey"` // keyed, of the token
	SessionID string
	Parent    Text // hash of the token that this one replaced
	Revoked   bool
	CreatedAt time.Time
	UpdatedAt time.Time
}

// PresentedToken is a stored refresh token with its session and its user with
// factors.
type PresentedToken struct {
	Holder
	Token    RefreshToken `gorm:"embedded;embeddedPrefix:t_"`
	Alive    bool         // its session has an unrevoked token
	IsParent bool         // the newest unrevoked token replaced this one
}

// RefreshToken finds a token with session and user, in one statement for a user
// without factors. ErrNotFound when there is no such token or its session has
// ended.
func (db *DB) RefreshToken(ctx context.Context, hash string) (*PresentedToken, error) {
	var p PresentedToken
	err := db.one(ctx, &p, `
		SELECT u.*, `+sessionColumns+`,
			t.hash AS t_hash, t.session_id AS t_session_id, t.parent AS t_parent, t.revoked AS t_revoked,
			t.created_at AS t_created_at, t.updated_at AS t_updated_at,
			EXISTS (SELECT 1 FROM auth.refresh_tokens l WHERE l.session_id = t.session_id AND NOT l.revoked) AS alive,
			coalesce(t.hash = (SELECT n.parent FROM auth.refresh_tokens n WHERE n.session_id = t.session_id
				AND NOT n.revoked ORDER BY n.created_at DESC LIMIT 1), false) AS is_parent
		FROM auth.refresh_tokens t JOIN auth.sessions s ON s.id = t.session_id JOIN auth.users u ON u.id = s.user_id
		WHERE t.hash = ?`, hash)
	if err != nil {
		return nil, err
	}
	return &p, db.withFactors(ctx, &p.User)
}

// ReplaceToken stores the next token of a session: child replaces parent. It
// changes the session first, which locks the session's tokens: a concurrent
// revocation comes either before, and this is refused, or after, and revokes the
// new token too. ErrNotFound when the session may not be refreshed; ErrTaken when
// another request replaced the parent just now.
func (db *DB) ReplaceToken(ctx context.Context, r Refresh, parent, child string) (*Holder, error) {
	var h *Holder
	err := db.Transact(ctx, func(tx *DB) (err error) {
		if h, err = tx.refreshSession(ctx, r, 0); err != nil {
			return err
		}
		err = tx.create(ctx, &RefreshToken{
			Hash: child, SessionID: r.SessionID, Parent: Text(parent), CreatedAt: r.Now, UpdatedAt: r.Now,
		})
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `
			UPDATE auth.refresh_tokens SET revoked = ?, updated_at = ? WHERE hash = ? AND NOT revoked`, true, r.Now, parent)
		return err
	})
	return h, err
}

// RevokeTokens ends all refresh tokens of a session, including those being made.
// The session stays, so access tokens live until they expire.
func (db *DB) RevokeTokens(ctx context.Context, sessionID string) error {
	_, err := db.exec(ctx, `UPDATE auth.sessions SET not_after = created_at WHERE id = ?`, sessionID)
	return err
}

// TokensRevoked reports whether RevokeTokens was called for the session.
func (s *Session) TokensRevoked() bool {
	return s.NotAfter != nil && !s.NotAfter.After(s.CreatedAt)
}

// TokenRevoked reports whether a stored token was revoked. ErrNotFound when there
// is no such token.
func (db *DB) TokenRevoked(ctx context.Context, hash string) (bool, error) {
	var t RefreshToken
	err := db.one(ctx, &t, `SELECT * FROM auth.refresh_tokens WHERE hash = ?`, hash)
	return t.Revoked, err
}
