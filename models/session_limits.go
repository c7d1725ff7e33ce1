package models

import (
	"context"
	"time"
)

// SessionLimits are the conditions under which a session may be refreshed (wire
// contract, section 8.4). A zero time is no limit.
type SessionLimits struct {
	BegunSince    time.Time // refuses sessions that began earlier
	UsedSince     time.Time // refuses sessions last used earlier
	LowAALSince   time.Time // refuses earlier sessions at aal1 of users with a factor
	SinglePerUser bool      // refuses sessions with a newer one of the same user
	Tags          []string  // sessions with different tags do not compete; one without a listed tag counts as having the first
}

// within is the condition that session s may be refreshed.
func (l SessionLimits) within(now time.Time) (condition string, args []any) {
	condition, args = l.unexpired("s", now)
	if !l.SinglePerUser {
		return condition, args
	}
	newer, more := l.newer(now)
	return condition + ` AND NOT ` + newer, append(args, more...)
}

// unexpired is the part of the condition that concerns one session alone.
func (l SessionLimits) unexpired(session string, now time.Time) (condition string, args []any) {
	condition, args = `(`+session+`.not_after IS NULL OR `+session+`.not_after > ?)`, []any{now}
	if !l.BegunSince.IsZero() {
		condition += ` AND ` + session + `.created_at >= ?`
		args = append(args, l.BegunSince)
	}
	if !l.UsedSince.IsZero() {
		condition += ` AND ` + usedAt(session) + ` >= ?`
		args = append(args, l.UsedSince)
	}
	if !l.LowAALSince.IsZero() {
		condition += ` AND (` + session + `.aal <> 'aal1' OR ` + session + `.created_at >= ? OR NOT EXISTS (
			SELECT 1 FROM auth.mfa_factors f WHERE f.user_id = ` + session + `.user_id AND f.status = 'verified'))`
		args = append(args, l.LowAALSince)
	}
	return condition, args
}

// newer is the condition that the user has another session that was used later.
// Sessions of our own pages and of apps do not compete: a sign-in for an app on the
// pages opens one of each. A session with a time ahead of now does not count as
// later.
func (l SessionLimits) newer(now time.Time) (condition string, args []any) {
	valid, more := l.unexpired("o", now)
	args = append([]any{now.Add(ClockTolerance)}, more...)
	condition = `EXISTS (SELECT 1 FROM auth.sessions o
		WHERE o.user_id = s.user_id AND o.id <> s.id AND ` + usedAt("o") + ` > ` + usedAt("s") + ` AND ` + usedAt("o") + ` <= ?
			AND ` + onPages("o.app") + ` = ` + onPages("s.app") + ` AND ` + valid
	if len(l.Tags) > 0 {
		condition += ` AND (CASE WHEN o.tag IN ? THEN o.tag ELSE ? END) = (CASE WHEN s.tag IN ? THEN s.tag ELSE ? END)`
		args = append(args, l.Tags, l.Tags[0], l.Tags, l.Tags[0])
	}
	return condition + `)`, args
}

func usedAt(session string) string {
	return `coalesce(` + session + `.refreshed_at, ` + session + `.created_at)`
}

// HasNewer reports whether the user has another session that was used later and
// ends this one.
func (db *DB) HasNewer(ctx context.Context, sessionID string, l SessionLimits, now time.Time) (bool, error) {
	newer, args := l.newer(now)
	var has bool
	err := db.one(ctx, &has, `SELECT `+newer+` FROM auth.sessions s WHERE s.id = ?`, append(args, sessionID)...)
	return has, err
}
