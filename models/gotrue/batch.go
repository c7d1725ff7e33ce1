package gotrue

import (
	"context"
	"fmt"
	"strings"
	"time"

	"phonelogin/models"
)

// User is a user of the other server. Values are as stored there: the number as
// written, the password possibly encrypted.
type User struct {
	models.User `gorm:"embedded"`
	IsSSOUser   bool `gorm:"column:is_sso_user"`
	Sessions    int
}

// Identity is an identity of a user there.
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

// Session is a session there. RefreshKey is as stored there.
type Session struct {
	models.Session `gorm:"embedded"`
	OAuth          bool `gorm:"column:oauth"` // of a client of that server's OAuth server
}

// Token is a 12-character refresh token.
type Token struct {
	SessionID string
	Token     string
	Parent    string
	Revoked   bool
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Batch holds users and what belongs to the wanted ones. Secrets of factors are as
// stored there.
type Batch struct {
	Users      []User
	Identities []Identity
	Sessions   []Session
	Tokens     []Token // usable tokens, and those that they replaced
	Factors    []models.MFAFactor
}

// sessionsPerUser limits the memory of a batch: one with more sessions per user on
// average ends early.
const sessionsPerUser = 10

// Batch reads up to limit users after an id, in five statements on one snapshot. An
// empty batch is the end.
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

// shorten keeps as many users as have the given number of sessions together, at
// least one.
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
		// One value: a list of thousands of parameters would be planned anew each time.
		list := "{" + strings.Join(ids, ",") + "}"
		if err := query(part.into, s.inSchema(part.statement), list); err != nil {
			return fmt.Errorf("read %s: %w", part.table, err)
		}
	}
	return nil
}
