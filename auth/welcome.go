package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// welcome tells who may sign in with a number.
type welcome int

const (
	anyone      welcome = iota // whoever has it, known or new
	newcomer                   // nobody has it, and whoever proves it becomes a user
	knownOnly                  // a user has it, and no new one would be made
	nobodyThere                // nobody who may come in; nothing is sent
)

func (s *Service) welcomes(ctx context.Context, r Request) (welcome, error) {
	if r.Purpose != Login || r.ConfirmsSignUp {
		return anyone, nil
	}
	u, err := s.users.ByPhone(ctx, r.Phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return 0, fmt.Errorf("find user: %w", err)
	}
	known := err == nil && !u.Unproved // what a stranger said about a number counts for nothing
	switch {
	case known && u.Banned(s.now()):
		return nobodyThere, nil
	case s.rules.EnableSignup && r.CreateUser && !known:
		return newcomer, nil
	case s.rules.EnableSignup && r.CreateUser:
		return anyone, nil
	case known:
		return knownOnly, nil
	case r.Discreet:
		return nobodyThere, nil
	case !r.CreateUser:
		return 0, refusal.New(refusal.UnknownNumber)
	}
	return 0, refusal.New(refusal.SignupsClosed)
}
