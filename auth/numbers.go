package auth

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"phonelogin/models"
)

// What can be done about a number that is stored in an older spelling.
const (
	NumberRespelled  = "rewrite"    // it is written anew
	NumberJoined     = "join"       // the same phone has a second user, who is unused and goes
	NumberConflict   = "conflict"   // the same phone has two users who were both used: the operator decides
	NumberUnreadable = "unreadable" // no number at all
)

// NumberFinding is a stored number that pages and clients would write otherwise.
type NumberFinding struct {
	What   string
	UserID string // who has the number in the end
	Other  string // the second user, "" where there is none
	Phone  Phone  // in today's spelling
}

// batchOfNumbers are read at once.
const batchOfNumbers = 1000

// ReviewNumbers tells every number that is stored in an older spelling, and puts
// right what is safe where write is set.
func (s *Service) ReviewNumbers(ctx context.Context, write bool, tell func(NumberFinding)) error {
	r := numberReview{s: s, write: write, taken: map[Phone]string{}}
	for after := uuid.Nil.String(); ; { // before all users
		users, err := s.db.Numbers(ctx, after, batchOfNumbers)
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

// numberReview is one walk through the numbers.
type numberReview struct {
	s     *Service
	write bool
	taken map[Phone]string // who would have a number by now, where nothing is written
}

// review judges one number; nil where it is as it should be.
func (r *numberReview) review(ctx context.Context, u *User) (*NumberFinding, error) {
	p, err := ParseWirePhone(string(u.Phone))
	if err != nil {
		return &NumberFinding{What: NumberUnreadable, UserID: u.ID, Phone: Phone(u.Phone)}, nil
	}
	if string(p) == string(u.Phone) {
		return nil, nil
	}
	f := &NumberFinding{What: NumberRespelled, UserID: u.ID, Phone: p}
	if err := r.findOther(ctx, f); err != nil {
		return nil, err
	}
	if r.write && f.What != NumberConflict {
		return f, r.apply(ctx, f, u)
	}
	if f.What != NumberConflict {
		r.taken[p] = f.UserID
	}
	return f, nil
}

// findOther looks for a second user of the number, and for one of the two who is
// unused.
func (r *numberReview) findOther(ctx context.Context, f *NumberFinding) error {
	other := r.taken[f.Phone]
	if other == "" {
		u, err := r.s.db.UserByPhone(ctx, string(f.Phone))
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find user: %w", err)
		}
		other = u.ID
	}
	f.What, f.Other = NumberJoined, other
	for range 2 {
		unused, err := r.s.db.Unused(ctx, f.Other)
		if err != nil {
			return fmt.Errorf("find what a user has: %w", err)
		}
		if unused {
			return nil
		}
		f.UserID, f.Other = f.Other, f.UserID
	}
	f.What = NumberConflict
	return nil
}

// apply writes u's number anew, or removes the unused one of the two users of it.
func (r *numberReview) apply(ctx context.Context, f *NumberFinding, u *User) error {
	anew := models.Respelling{UserID: u.ID, From: string(u.Phone), To: string(f.Phone), Now: r.s.now()}
	var err error
	switch {
	case f.What == NumberRespelled:
		_, err = r.s.db.Respell(ctx, anew)
	case f.Other == u.ID:
		err = r.s.db.JoinUnused(ctx, f.Other, models.Respelling{})
	default:
		err = r.s.db.JoinUnused(ctx, f.Other, anew)
	}
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		f.What = NumberConflict // the user came by meanwhile: the next run tells
		return nil
	}
	if err != nil {
		return fmt.Errorf("write number anew: %w", err)
	}
	return nil
}
