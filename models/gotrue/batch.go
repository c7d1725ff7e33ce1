package gotrue

import (
	"context"
	"fmt"
	"strings"
	"time"

	"phonelogin/models"
)

// User is a user of the other server with what counts for one here. Values
// are as they are stored there: the number as written, the password perhaps
// encrypted.
type User struct {
	models.User `gorm:"embedded"`
	IsSSOUser   bool `gorm:"column:is_sso_user"`
	Sessions    int
}

// Identity is one way in which a user is known there.
type Identity struct {
	ID           models.Text // a UUID; "" in older databases, whose identities have none
	UserID       string
	ProviderID   string
	Provider     string
	IdentityData models.Metadata
	Email        string
	LastSignInAt *time.Time
	CreatedAt    *time.Time
	UpdatedAt    *time.Time
}

// Session is a session there. RefreshKey is as it is stored there.
type Session struct {
	models.Session `gorm:"embedded"`
	OAuth          bool `gorm:"column:oauth"` // belongs to a client of that server's OAuth server
}

// Token is a refresh token of the 12-character form.
type Token struct {
	SessionID string
	Token     string
	Parent    string
	Revoked   bool
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Batch are users and what hangs on those of them that were wanted. The
// secrets of factors are as they are stored there.
type Batch struct {
	Users      []User
	Identities []Identity
	Sessions   []Session
	Tokens     []Token // those that can be used, and the ones that these replaced
	Factors    []models.MFAFactor
}

// sessionsPerUser bounds a batch in memory: one whose users have more sessions
// than that on average ends early.
const sessionsPerUser = 10

// Batch reads up to limit users that come after the id after, in five statements
// on one snapshot. An empty one is the end.
func (s *Source) Batch(ctx context.Context, after string, limit int, wanted func(*User) bool) (*Batch, error) {
	var b Batch
	err := s.db.Read(ctx, func(query models.Query) error {
		if err := query(&b.Users, s.inSchema(s.selectUsers()), after, limit); err != nil {
			return fmt.Errorf("read users: %w", err)
		}
		b.shorten(limit * sessionsPerUser)
		var ids []string
		for i := range b.Users {
			if wanted(&b.Users[i]) {
				ids = append(ids, b.Users[i].ID)
			}
		}
		return s.readRelated(query, &b, ids)
	})
	return &b, err
}

// shorten keeps as many users as have the given number of sessions together, and
// at least one.
func (b *Batch) shorten(sessions int) {
	for i := range b.Users {
		if sessions -= b.Users[i].Sessions; sessions < 0 && i > 0 {
			b.Users = b.Users[:i]
			return
		}
	}
}

func (s *Source) readRelated(query models.Query, b *Batch, users []string) error {
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
		{"identities", s.selectIdentities(), func() []string { return users }, &b.Identities},
		{"mfa_factors", s.selectFactors(), func() []string { return users }, &b.Factors},
		{"sessions", s.selectSessions(), func() []string { return users }, &b.Sessions},
		{"refresh_tokens", s.selectTokens(), sessions, &b.Tokens},
	} {
		ids := part.of()
		if len(ids) == 0 || len(s.columns[part.table]) == 0 {
			continue
		}
		// One value: a list of thousands would be planned anew each time.
		list := "{" + strings.Join(ids, ",") + "}"
		if err := query(part.into, s.inSchema(part.statement), list); err != nil {
			return fmt.Errorf("read %s: %w", part.table, err)
		}
	}
	return nil
}
