package models

import (
	"context"
	"time"
)

// Refresh is one use of a refresh token.
type Refresh struct {
	SessionID string
	Counter   int64 // of the token presented
	UserAgent string
	IP        string
	Country   Text
	Limits    SessionLimits
	Now       time.Time
}

// Rotate advances a session to its next refresh token, if Counter is still the
// newest, the session is within its limits and the user is not banned. Otherwise
// ErrNotFound: of two requests with one token, one succeeds. One statement on
// Postgres, two on SQLite.
func (db *DB) Rotate(ctx context.Context, r Refresh) (*Holder, error) {
	return db.refreshSession(ctx, r, 1)
}

// Overtake advances a session to the token after Counter, which is ahead of the
// stored counter, and otherwise works like Rotate. ErrNotFound when Rotate would
// return it, or the row has caught up: of two requests with one token, one
// succeeds.
func (db *DB) Overtake(ctx context.Context, r Refresh) (*Holder, error) {
	return db.advance(ctx, r, r.Counter+1, "<")
}

// refreshSession stores a refresh and advances the counter by step.
func (db *DB) refreshSession(ctx context.Context, r Refresh, step int) (*Holder, error) {
	return db.advance(ctx, r, r.Counter+int64(step), "=")
}

// advance sets the counter of a session to next, if the stored counter compares to
// r.Counter as the operator is says.
func (db *DB) advance(ctx context.Context, r Refresh, next int64, is string) (*Holder, error) {
	within, limits := r.Limits.within(r.Now)
	rotate := `
		UPDATE auth.sessions AS s
		SET token_counter = ?, refreshed_at = ?, user_agent = ?, ip = ?, country = ?
		FROM auth.users u
		WHERE s.id = ? AND s.token_counter ` + is + ` ? AND u.id = s.user_id
			AND (u.banned_until IS NULL OR u.banned_until <= ?) AND ` + within + `
		RETURNING `
	args := append([]any{next, r.Now, r.UserAgent, r.IP, r.Country, r.SessionID, r.Counter, r.Now}, limits...)
	if db.postgres {
		return db.oneHolder(ctx, rotate+`u.*, `+sessionColumns, args...)
	}
	// SQLite returns columns of the changed table only.
	var id string
	if err := db.one(ctx, &id, rotate+`id`, args...); err != nil {
		return nil, err
	}
	return db.SessionHolder(ctx, r.SessionID)
}
