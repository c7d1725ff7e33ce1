package models

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// GoTrueUser is a user of the other server with what counts for one here. Values
// are as they are stored there: the number as written, the password perhaps
// encrypted.
type GoTrueUser struct {
	User      `gorm:"embedded"`
	IsSSOUser bool `gorm:"column:is_sso_user"`
	Sessions  int
}

// GoTrueIdentity is one way in which a user is known there.
type GoTrueIdentity struct {
	ID           Text // a UUID; "" in older databases, whose identities have none
	UserID       string
	ProviderID   string
	Provider     string
	IdentityData Metadata
	Email        string
	LastSignInAt *time.Time
	CreatedAt    *time.Time
	UpdatedAt    *time.Time
}

// GoTrueSession is a session there. RefreshKey is as it is stored there.
type GoTrueSession struct {
	Session `gorm:"embedded"`
	OAuth   bool `gorm:"column:oauth"` // belongs to a client of that server's OAuth server
}

// GoTrueToken is a refresh token of the 12-character form.
type GoTrueToken struct {
	SessionID string
	Token     string
	Parent    string
	Revoked   bool
	CreatedAt time.Time
	UpdatedAt time.Time
}

// GoTrueBatch are users and what hangs on those of them that were wanted. The
// secrets of factors are as they are stored there.
type GoTrueBatch struct {
	Users      []GoTrueUser
	Identities []GoTrueIdentity
	Sessions   []GoTrueSession
	Tokens     []GoTrueToken // those that can be used, and the ones that these replaced
	Factors    []MFAFactor
}

// sessionsPerUser bounds a batch in memory: one whose users have more sessions
// than that on average ends early.
const sessionsPerUser = 10

// Batch reads up to limit users that come after the id after, in five statements
// on one snapshot. An empty one is the end.
func (g *GoTrue) Batch(ctx context.Context, after string, limit int, wanted func(*GoTrueUser) bool) (*GoTrueBatch, error) {
	var b GoTrueBatch
	err := g.read(ctx, func(tx *gorm.DB) error {
		if err := tx.Raw(g.in(g.selectUsers()), after, limit).Scan(&b.Users).Error; err != nil {
			return fmt.Errorf("read users: %w", err)
		}
		b.shorten(limit * sessionsPerUser)
		var ids []string
		for i := range b.Users {
			if wanted(&b.Users[i]) {
				ids = append(ids, b.Users[i].ID)
			}
		}
		return g.readBelongings(tx, &b, ids)
	})
	return &b, err
}

// shorten keeps as many users as have the given number of sessions together, and
// at least one.
func (b *GoTrueBatch) shorten(sessions int) {
	for i := range b.Users {
		if sessions -= b.Users[i].Sessions; sessions < 0 && i > 0 {
			b.Users = b.Users[:i]
			return
		}
	}
}

func (g *GoTrue) readBelongings(tx *gorm.DB, b *GoTrueBatch, users []string) error {
	sessions := func() []string {
		ids := make([]string, len(b.Sessions))
		for i := range b.Sessions {
			ids[i] = b.Sessions[i].ID
		}
		return ids
	}
	for _, part := range []struct {
		table     string
		statement string
		of        func() []string
		into      any
	}{
		{"identities", g.selectIdentities(), func() []string { return users }, &b.Identities},
		{"mfa_factors", g.selectFactors(), func() []string { return users }, &b.Factors},
		{"sessions", g.selectSessions(), func() []string { return users }, &b.Sessions},
		{"refresh_tokens", g.selectTokens(), sessions, &b.Tokens},
	} {
		ids := part.of()
		if len(ids) == 0 || len(g.columns[part.table]) == 0 {
			continue
		}
		// One value: a list of thousands would be planned anew each time.
		list := "{" + strings.Join(ids, ",") + "}"
		if err := tx.Raw(g.in(part.statement), list).Scan(part.into).Error; err != nil {
			return fmt.Errorf("read %s: %w", part.table, err)
		}
	}
	return nil
}
