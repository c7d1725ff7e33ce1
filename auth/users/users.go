package users

import (
	"context"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/numberlog"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

// Users finds and keeps the rows of users.
type Users struct {
	db        *models.DB
	audience  string
	role      string
	numbers   secrets.NumberKey
	events    *numberlog.Log
	records   *writebehind.Queue[models.PhoneChange]
	recordIDs secrets.OrderedIDs
	now       func() time.Time
	random    io.Reader
	log       *slog.Logger
}

// Deps are the dependencies of New.
type Deps struct {
	DB       *models.DB
	Audience string // the aud of new users
	Role     string // the role of new users
	Numbers  secrets.NumberKey
	Events   *numberlog.Log     // forgets the numbers of removed users
	Behind   *writebehind.Group // writes what RecordNumber records
	Now      func() time.Time   // in whole microseconds
	Random   io.Reader
	Log      *slog.Logger
}

// New makes a Users.
func New(d Deps) *Users {
	return &Users{
		db: d.DB, audience: d.Audience, role: d.Role, numbers: d.Numbers, events: d.Events,
		records: writebehind.NewQueue(d.Behind, "bound numbers", d.DB.KeepNumberRecords), now: d.Now, random: d.Random, log: d.Log,
	}
}

// Find finds a user by id, with their factors. Refuses with NoUser.
func (u *Users) Find(ctx context.Context, id string) (*models.User, error) {
	found, err := u.db.User(ctx, id)
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "find user")
	}
	return found, nil
}
