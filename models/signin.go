package models

import (
	"context"
	"fmt"
	"slices"
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

// ChangePhone is what becomes of a right code for a new number.
type ChangePhone struct {
	Challenge *Challenge // whose phone is the new number, and whose user changes
	Identity  User       // identity and metadata for a user who had no number
	Session   Session    // opened; its user is filled in
	Entered   Text       // as in Spending
	Now       time.Time
}

// ChangePhone spends the challenge, gives the user the new number and opens the
// session: all or nothing. ErrNotFound when the challenge was spent already, or
// the user wants another number by now or is banned; ErrTaken when somebody else
// has the number.
func (db *DB) ChangePhone(ctx context.Context, p ChangePhone) (*User, error) {
	var u User
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.Spend(ctx, Spending{p.Challenge.ID, p.Entered, Text(p.Session.ID), p.Now}); err != nil {
			return err
		}
		if err := tx.takePhone(ctx, &u, p); err != nil {
			return err
		}
		p.Session.UserID = u.ID
		if err := tx.OpenSession(ctx, &p.Session); err != nil {
			return err
		}
		return tx.withFactors(ctx, &u)
	})
	return &u, err
}

func (db *DB) takePhone(ctx context.Context, u *User, p ChangePhone) error {
	object, with := `?`, `json_patch(%s, json_object('phone', ?, 'phone_verified', json('true')))`
	if db.postgres {
		object, with = `?::jsonb`, `(%s || jsonb_build_object('phone', ?::text, 'phone_verified', true))`
	}
	identity := fmt.Sprintf(with, `(CASE WHEN identity_id IS NULL THEN `+object+` ELSE identity_data END)`)
	return db.one(ctx, u, `
		UPDATE auth.users SET phone = ?, phone_confirmed_at = ?, phone_change = NULL, is_anonymous = ?,
			last_sign_in_at = ?, updated_at = ?,
			raw_app_meta_data = CASE WHEN is_anonymous THEN `+object+` ELSE raw_app_meta_data END,
			identity_data = `+identity+`,
			identity_id = coalesce(identity_id, ?), identity_created_at = coalesce(identity_created_at, ?),
			identity_updated_at = ?
		WHERE id = ? AND phone_change = ? AND `+notBanned+` RETURNING *`,
		p.Challenge.Phone, p.Now, false, p.Now, p.Now, p.Identity.AppMetadata,
		p.Identity.IdentityData, p.Challenge.Phone, p.Identity.IdentityID, p.Now, p.Now,
		p.Challenge.UserID, p.Challenge.Phone, p.Now)
}

// PhoneChange is one change of an account's number, kept so that the old number
// can take it back.
type PhoneChange struct {
	ID         string `gorm:"primaryKey"`
	UserID     string
	OldPhone   string
	NewPhone   string
	IP         string `gorm:"column:ip"`
	UserAgent  string
	RevertHash string // of the secret in the notice to the old number
	ChangedAt  time.Time
	RevertedAt *time.Time
}

// KeepPhoneChange stores a change.
func (db *DB) KeepPhoneChange(ctx context.Context, c *PhoneChange) error { return db.create(ctx, c) }

// KeepBound stores changes that nobody can take back: the record of when and from
// where a user got a number. Those that are stored already, and those of users who
// are gone, are left out.
func (db *DB) KeepBound(ctx context.Context, changes []PhoneChange) error {
	ids := make([]string, len(changes))
	for i := range changes {
		ids[i] = changes[i].UserID
	}
	var there []string
	err := db.many(ctx, &there, `SELECT CAST(id AS text) FROM auth.users WHERE id IN ? AND deleted_at IS NULL`, ids)
	if err != nil {
		return err
	}
	var rows []PhoneChange
	for _, c := range changes {
		if slices.Contains(there, c.UserID) {
			c.RevertHash = c.ID // that of no secret
			rows = append(rows, c)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.createMissing(ctx, &rows)
}

// PhoneChangeBy finds the change that a notice's secret belongs to.
func (db *DB) PhoneChangeBy(ctx context.Context, hash string) (*PhoneChange, error) {
	var c PhoneChange
	return &c, db.one(ctx, &c, `SELECT * FROM auth.phone_changes WHERE revert_hash = ?`, hash)
}

// sealed is what becomes of a change that nobody can take back any more: its link is
// void, and of the numbers the last two digits stay.
const sealed = `revert_hash = CAST(id AS text), new_phone = '… ' || substr(new_phone, length(new_phone) - 1),
	old_phone = CASE WHEN old_phone = '' THEN '' ELSE '… ' || substr(old_phone, length(old_phone) - 1) END`

// sealChanges does so with all changes of a user.
func (db *DB) sealChanges(ctx context.Context, userID string) error {
	_, err := db.exec(ctx, `UPDATE auth.phone_changes SET `+sealed+`
		WHERE user_id = ? AND revert_hash <> CAST(id AS text)`, userID)
	return err
}

// RevertPhone gives the user the old number of a change back, whatever they
// changed to since, and ends all of their sessions. ErrNotFound when it was done
// before; ErrTaken when somebody else has the old number by now.
func (db *DB) RevertPhone(ctx context.Context, c *PhoneChange, now time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		// Later changes go with it: their links must not undo this one.
		n, err := tx.exec(ctx, `
			UPDATE auth.phone_changes SET reverted_at = ?
			WHERE user_id = ? AND changed_at >= ? AND reverted_at IS NULL`, now, c.UserID, c.ChangedAt)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		var u User
		err = tx.one(ctx, &u, `
			UPDATE auth.users SET phone = ?, phone_change = NULL, updated_at = ?
			WHERE id = ? RETURNING *`, c.OldPhone, now, c.UserID)
		if err != nil {
			return err
		}
		u.IdentityData["phone"] = c.OldPhone
		_, err = tx.exec(ctx, `UPDATE auth.users SET identity_data = ?, identity_updated_at = ? WHERE id = ?`,
			u.IdentityData, now, u.ID)
		if err != nil {
			return err
		}
		_, err = tx.endSessions(ctx, u.ID, "")
		return err
	})
}
