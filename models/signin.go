package models

import (
	"context"
	"time"
)

// SignIn is what becomes of a right code.
type SignIn struct {
	Challenge *Challenge
	User      User    // who is made if nobody has the number yet
	Session   Session // opened for whoever has it; its user is filled in
	Entered   Text    // as in Spending
	Now       time.Time
}

// SignIn spends the challenge, finds or makes the user of its number, with
// factors, and opens the session: all or nothing. ErrNotFound when the challenge was spent already,
// or the user is banned, or does not exist and may not be made. One statement on
// Postgres, three on SQLite, for a user without factors.
func (db *DB) SignIn(ctx context.Context, s SignIn) (*User, error) {
	var u User
	if db.postgres {
		u, err := db.signInAtOnce(ctx, s)
		if err != nil {
			return u, err
		}
		return u, db.withFactors(ctx, u)
	}
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.Spend(ctx, Spending{s.Challenge.ID, s.Entered, Text(s.Session.ID), s.Now}); err != nil {
			return err
		}
		statement, args := s.welcome()
		if err := tx.one(ctx, &u, statement, args...); err != nil {
			return err
		}
		s.Session.UserID = u.ID
		if err := tx.OpenSession(ctx, &s.Session); err != nil {
			return err
		}
		return tx.withFactors(ctx, &u)
	})
	return &u, err
}

// welcome is the statement that finds or makes the user.
func (s SignIn) welcome() (string, []any) {
	if !s.Challenge.CreateUser {
		return `UPDATE auth.users SET ` + greet + ` WHERE phone = ? AND NOT is_claim AND ` + notBanned + ` RETURNING *`,
			append(s.greeting(), s.Challenge.Phone, s.Now)
	}
	return newUser + `VALUES (` + newUserValues + `)` + s.orGreet() + ` RETURNING *`,
		append(append(s.newcomer(), s.greeting()...), s.Now)
}

const (
	greet = `phone_confirmed_at = ?, confirmation_sent_at = ?, last_sign_in_at = ?, updated_at = ?`

	notBanned = `(users.banned_until IS NULL OR users.banned_until <= ?)`

	newUser = `
		INSERT INTO auth.users (id, aud, role, phone, raw_app_meta_data, raw_user_meta_data,
			identity_id, identity_data, is_anonymous,
			phone_confirmed_at, confirmation_sent_at, last_sign_in_at,
			identity_created_at, identity_updated_at, created_at, updated_at) `

	newUserValues = `?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?`
)

// orGreet is what becomes of a row that is there already. One that a stranger's
// sign-up made begins now; unless the code is that of the sign-up, nothing of it
// stays but its id (proves S20).
func (s SignIn) orGreet() string {
	prove := `, is_claim = false,
		created_at = CASE WHEN users.is_claim THEN excluded.created_at ELSE users.created_at END`
	if !s.Challenge.Claim {
		prove += `,
		encrypted_password = CASE WHEN users.is_claim THEN NULL ELSE users.encrypted_password END,
		raw_user_meta_data = CASE WHEN users.is_claim THEN excluded.raw_user_meta_data ELSE users.raw_user_meta_data END,
		identity_data = CASE WHEN users.is_claim THEN excluded.identity_data ELSE users.identity_data END`
	}
	return ` ON CONFLICT (phone) DO UPDATE SET ` + greet + prove + ` WHERE ` + notBanned
}

func (s SignIn) greeting() []any { return []any{s.Now, s.Challenge.SentAt, s.Now, s.Now} }

func (s SignIn) newcomer() []any {
	u := s.User
	return []any{u.ID, u.Aud, u.Role, s.Challenge.Phone, u.AppMetadata, u.UserMetadata,
		u.IdentityID, u.IdentityData, false,
		s.Now, s.Challenge.SentAt, s.Now, s.Now, s.Now, s.Now, s.Now}
}

// signInAtOnce is SignIn as one statement, which costs one round trip and one
// commit.
func (db *DB) signInAtOnce(ctx context.Context, s SignIn) (*User, error) {
	person := `UPDATE auth.users SET ` + greet + ` FROM spent WHERE phone = ? AND NOT is_claim AND ` + notBanned + ` RETURNING users.*`
	args := append(s.greeting(), s.Challenge.Phone, s.Now)
	if s.Challenge.CreateUser {
		person = newUser + `SELECT ` + newUserTyped + ` FROM spent` + s.orGreet() + ` RETURNING *`
		args = append(append(s.newcomer(), s.greeting()...), s.Now)
	}
	statement := `
		WITH spent AS (
			UPDATE auth.challenges SET spent_at = ?, entered_hash = ?, session_id = ?
			WHERE id = ? AND spent_at IS NULL RETURNING id
		), person AS (` + person + `
		), opened AS (
			INSERT INTO auth.sessions (id, user_id, app, aal, amr, user_agent, ip, country, tag, token_counter, created_at)
			SELECT ?::uuid, person.id, ?::text, ?::text, ?::jsonb, ?::text, ?::text, ?::text, ?::text, 0, ?::timestamptz FROM person
		)`
	n := s.Session
	args = append([]any{s.Now, s.Entered, n.ID, s.Challenge.ID}, args...)
	args = append(args, n.ID, n.App, n.AAL, n.AMR, n.UserAgent, n.IP, n.Country, n.Tag, n.CreatedAt)
	if n.FirstToken != "" {
		statement += `, kept AS (
			INSERT INTO auth.refresh_tokens (hash, session_id, created_at, updated_at)
			SELECT ?::text, ?::uuid, ?::timestamptz, ?::timestamptz FROM person
		)`
		args = append(args, n.FirstToken, n.ID, n.CreatedAt, n.CreatedAt)
	}
	var u User
	return &u, db.one(ctx, &u, statement+` SELECT * FROM person`, args...)
}

// newUserTyped is newUserValues for a SELECT, where Postgres cannot tell types
// from the columns.
const newUserTyped = `?::uuid, ?::text, ?::text, ?::text, ?::jsonb, ?::jsonb, ?::uuid, ?::jsonb, ?::boolean,
	?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz`
