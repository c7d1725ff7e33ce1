package models

import (
	"context"
	"time"
)

// SignIn is a right code of a sign-in.
type SignIn struct {
	Challenge   *Challenge
	User        User    // the user to create if nobody has the number
	Session     Session // session to open; UserID is filled in
	EnteredHash Text    // as in SpentChallenge
	Now         time.Time
}

// SignIn spends the challenge, finds or creates the user of its number and opens the
// session, all or nothing. It returns the user with their factors. ErrNotFound when
// the challenge was spent before, or the user is banned, or does not exist and may
// not be created. One statement on Postgres, three on SQLite, for a user without
// factors.
func (db *DB) SignIn(ctx context.Context, s SignIn) (*User, error) {
	var u User
	if db.postgres {
		if err := db.one(ctx, &u, s.postgresStatement(), s.values()); err != nil {
			return &u, err
		}
		return &u, db.withFactors(ctx, &u)
	}
	err := db.Transact(ctx, func(tx *DB) error {
		u = User{}
		if err := tx.SpendChallenge(ctx, SpentChallenge{s.Challenge.ID, s.EnteredHash, Text(s.Session.ID), s.Now}); err != nil {
			return err
		}
		if err := tx.one(ctx, &u, s.userOnSQLite(), s.values()); err != nil {
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

// values are the named arguments of the statements.
func (s SignIn) values() map[string]any {
	c, u, n := s.Challenge, s.User, s.Session
	return map[string]any{
		"now": s.Now,

		"challenge": c.ID, "entered": s.EnteredHash, "phone": c.Phone, "sent": c.SentAt, "sign_up": c.ConfirmsSignUp,

		"user": u.ID, "aud": u.Aud, "role": u.Role, "app_metadata": u.AppMetadata, "user_metadata": u.UserMetadata,
		"identity": u.IdentityID, "identity_data": u.IdentityData,

		"session": n.ID, "app": n.Face, "aal": n.AAL, "amr": n.AMR, "user_agent": n.UserAgent, "ip": n.IP,
		"country": n.Country, "tag": n.Tag, "opened": n.CreatedAt, "token": n.FirstToken,
	}
}
