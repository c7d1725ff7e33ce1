package respell

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// What can be done about a number in an older spelling.
const (
	Rewrite    = "rewrite"    // store the new spelling
	Join       = "join"       // a second user has the same phone and is unused: remove that user
	Conflict   = "conflict"   // two used users have the same phone: the operator decides
	Unreadable = "unreadable" // not a number
)

// Finding is a stored number in an older spelling.
type Finding struct {
	What   string
	UserID string       // the user who keeps the number
	Other  string       // the second user, "" for none
	Phone  phone.Number // in the current spelling; as stored if Unreadable
}

// Review is one pass over all numbers.
type Review struct {
	DB    *models.DB
	Hash  func(phone.Number) string // keyed hash of a number in messages
	Now   func() time.Time
	Write bool // change what is safe to change; otherwise only report

	taken map[phone.Number]string // the user who would have a number, when nothing is written
}

const (
	// firstUser sorts before all users.
	firstUser = "00000000-0000-0000-0000-000000000000"

	// batch is how many numbers are read at once.
	batch = 1000
)

// Run calls tell for every number that is not in the current spelling, in the order
// of user ids, and after any write.
func (r *Review) Run(ctx context.Context, tell func(Finding)) error {
	r.taken = map[phone.Number]string{}
	for after := firstUser; ; {
		users, err := r.DB.Numbers(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("read numbers: %w", err)
		}
		if len(users) == 0 {
			return nil
		}
		for i := range users {
			f, err := r.reviewUser(ctx, &users[i])
			if err != nil {
				return err
			}
			if f != nil {
				tell(*f)
			}
		}
		after = users[len(users)-1].ID
	}
}

// reviewUser checks one number; nil for a correct one.
func (r *Review) reviewUser(ctx context.Context, u *models.User) (*Finding, error) {
	p, err := u.Phone.Today()
	if err != nil {
		return &Finding{What: Unreadable, UserID: u.ID, Phone: u.Phone}, nil
	}
	if p == u.Phone {
		return nil, nil
	}
	f := &Finding{What: Rewrite, UserID: u.ID, Phone: p}
	if err := r.findOther(ctx, f); err != nil {
		return nil, err
	}
	if r.Write && f.What != Conflict {
		return f, r.apply(ctx, f, u)
	}
	if f.What != Conflict {
		r.taken[p] = f.UserID
	}
	return f, nil
}

// findOther looks for a second user with the number, and for an unused one of the
// two.
func (r *Review) findOther(ctx context.Context, f *Finding) error {
	other := r.taken[f.Phone]
	if other == "" {
		u, err := r.DB.UserByPhone(ctx, f.Phone)
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find user: %w", err)
		}
		other = u.ID
	}
	f.What, f.Other = Join, other
	for range 2 {
		unused, err := r.DB.Unused(ctx, f.Other)
		if err != nil {
			return fmt.Errorf("find what a user has: %w", err)
		}
		if unused {
			return nil
		}
		f.UserID, f.Other = f.Other, f.UserID
	}
	f.What = Conflict
	return nil
}

// apply stores the new spelling of u's number, or removes the unused one of two
// users like any other user.
func (r *Review) apply(ctx context.Context, f *Finding, u *models.User) error {
	respelling := models.Respelling{UserID: u.ID, From: u.Phone, To: f.Phone, Now: r.Now().UTC()}
	var err error
	if f.What == Rewrite {
		_, err = r.DB.Respell(ctx, respelling)
	} else {
		removal := models.Removal{UserID: f.Other, Hash: r.Hash, Unused: true, Now: respelling.Now}
		if f.Other != u.ID {
			removal.Heir = respelling
		}
		err = r.DB.Remove(ctx, removal)
	}
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		f.What = Conflict // the user signed in meanwhile: the next run reports it
		return nil
	}
	if err != nil {
		return fmt.Errorf("write number anew: %w", err)
	}
	return nil
}
