package models

import (
	"context"
	"errors"
	"time"
)

// Session is one sign-in of a user: of an app on a device, or of a browser on our
// pages.
type Session struct {
	ID           string `gorm:"primaryKey"`
	UserID       string
	Face         Face    `gorm:"column:app"` // who holds it
	AAL          string  `gorm:"column:aal"` // authenticator assurance level: "aal1" or "aal2"
	AMR          Methods `gorm:"column:amr"`
	UserAgent    string
	IP           string `gorm:"column:ip"`
	Country      Text   // ISO 3166-1, from a trusted proxy
	TokenCounter int64  // of the newest refresh token
	FactorID     Text   // the factor that raised the session to aal2
	Tag          Text   // kind of session, for single_per_user
	RefreshKey   Text   // key of an imported session's refresh tokens, encrypted
	NotAfter     *time.Time
	CreatedAt    time.Time
	RefreshedAt  *time.Time

	FirstToken string `gorm:"-"` // hash of its first 12-character refresh token, "" for none; OpenSession stores it
}

// Holder is a user and one of their sessions.
type Holder struct {
	User    User    `gorm:"embedded"`
	Session Session `gorm:"embedded;embeddedPrefix:s_"`
}

// sessionColumns are the columns of a session under the names of Holder.
const sessionColumns = `s.id AS s_id, s.user_id AS s_user_id, s.app AS s_app, s.aal AS s_aal, s.amr AS s_amr,
	s.user_agent AS s_user_agent, s.ip AS s_ip, s.country AS s_country, s.token_counter AS s_token_counter,
	s.factor_id AS s_factor_id, s.tag AS s_tag, s.refresh_key AS s_refresh_key, s.not_after AS s_not_after,
	s.created_at AS s_created_at, s.refreshed_at AS s_refreshed_at`

// Holder finds a user with factors and a session of theirs, in one statement for a
// user without factors. ErrNotFound when the user does not exist; a missing session
// has an empty ID.
func (db *DB) Holder(ctx context.Context, userID, sessionID string) (*Holder, error) {
	return db.oneHolder(ctx, `
		SELECT u.*, `+sessionColumns+`
		FROM auth.users u LEFT JOIN auth.sessions s ON s.id = ? AND s.user_id = u.id
		WHERE u.id = ?`, sessionID, userID)
}

// SessionHolder finds a session and its user with factors. ErrNotFound when the
// session has ended.
func (db *DB) SessionHolder(ctx context.Context, sessionID string) (*Holder, error) {
	return db.oneHolder(ctx, `
		SELECT u.*, `+sessionColumns+`
		FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
		WHERE s.id = ?`, sessionID)
}

func (db *DB) oneHolder(ctx context.Context, statement string, args ...any) (*Holder, error) {
	var h Holder
	if err := db.one(ctx, &h, statement, args...); err != nil {
		return nil, err
	}
	return &h, db.withFactors(ctx, &h.User)
}

// SessionsOf lists the sessions of a user that may still be refreshed, newest
// first.
func (db *DB) SessionsOf(ctx context.Context, userID string, l SessionLimits, now time.Time) ([]Session, error) {
	within, args := l.within(now)
	var all []Session
	err := db.many(ctx, &all, `SELECT s.* FROM auth.sessions s WHERE s.user_id = ? AND `+within+`
		ORDER BY s.created_at DESC`, append([]any{userID}, args...)...)
	return all, err
}

// EndSession ends one session. ErrNotFound when it has ended before.
func (db *DB) EndSession(ctx context.Context, id string) error {
	n, err := db.exec(ctx, `DELETE FROM auth.sessions WHERE id = ?`, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// EndSessions ends all sessions of a user except keep, which may be "", and returns
// how many.
func (db *DB) EndSessions(ctx context.Context, userID, keep string) (n int, err error) {
	err = db.Transact(ctx, func(tx *DB) error {
		// Without the lock this could deadlock with the verification of a factor,
		// which ends sessions too.
		if _, err := tx.lockUser(ctx, userID); errors.Is(err, ErrNotFound) {
			return nil // without the user there are no sessions
		} else if err != nil {
			return err
		}
		n, err = tx.deleteSessions(ctx, userID, keep)
		return err
	})
	return n, err
}

// deleteSessions deletes the sessions of a locked user.
func (db *DB) deleteSessions(ctx context.Context, userID, keep string) (int, error) {
	if keep == "" {
		n, err := db.exec(ctx, `DELETE FROM auth.sessions WHERE user_id = ?`, userID)
		return int(n), err
	}
	n, err := db.exec(ctx, `DELETE FROM auth.sessions WHERE user_id = ? AND id <> ?`, userID, keep)
	return int(n), err
}

// OpenSession adds a session to an authenticated user.
func (db *DB) OpenSession(ctx context.Context, s *Session) error {
	if s.FirstToken == "" {
		return db.create(ctx, s)
	}
	return db.Transact(ctx, func(tx *DB) error {
		if err := tx.create(ctx, s); err != nil {
			return err
		}
		return tx.create(ctx, &RefreshToken{
			Hash: s.FirstToken, SessionID: s.ID, CreatedAt: s.CreatedAt, UpdatedAt: s.CreatedAt,
		})
	})
}
