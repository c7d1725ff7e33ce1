package respell

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/models"
)

// What can be done about a number that is stored in an older spelling.
const (
	Rewrite    = "rewrite"    // write it anew
	Join       = "join"       // the same phone has a second user, who is unused and goes
	Conflict   = "conflict"   // the same phone has two users who were both used: the operator decides
	Unreadable = "unreadable" // no number at all
)

// Finding is a stored number that pages and clients would write otherwise.
type Finding struct {
	What   string
	UserID string       // who has the number in the end
	Other  string       // the second user, "" where there is none
	Phone  phone.Number // in today's spelling; where it is Unreadable, as it is stored
}

// Review is one walk through all numbers.
type Review struct {
	DB    *models.DB
	Hash  func(phone.Number) string // names a number in messages
	Now   func() time.Time
	Write bool // put right what is safe; without it, nothing is changed

	taken map[phone.Number]string // who would have a number by now, where nothing is written
}

const (
	// firstUser comes before all users.
	firstUser = "00000000-0000-0000-0000-000000000000"

	// batch is how many numbers are read at once.
	batch = 1000
)

// Run calls tell for every number that is not in today's spelling, in the order of
// the users' ids. A number that was written anew is told after the write.
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
			f, err := r.review(ctx, &users[i])
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

// review judges one number; nil where it is as it should be.
func (r *Review) review(ctx context.Context, u *models.User) (*Finding, error) {
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

// findOther looks for a second user of the number, and for one of the two who is
// unused.
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

// apply writes u's number anew, or removes the unused one of the two users of it, as
// any user is removed.
func (r *Review) apply(ctx context.Context, f *Finding, u *models.User) error {
	anew := models.Respelling{UserID: u.ID, From: u.Phone, To: f.Phone, Now: r.Now().UTC()}
	var err error
	if f.What == Rewrite {
		_, err = r.DB.Respell(ctx, anew)
	} else {
		gone := models.Removal{UserID: f.Other, Hash: r.Hash, Unused: true, Now: anew.Now}
		if f.Other != u.ID {
			gone.Heir = anew
		}
		err = r.DB.Remove(ctx, gone)
	}
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		f.What = Conflict // the user came by meanwhile: the next run tells
		return nil
	}
	if err != nil {
		return fmt.Errorf("write number anew: %w", err)
	}
	return nil
}
