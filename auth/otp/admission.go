package otp

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// admission says who may sign in with a number.
type admission int

const (
	anyone    admission = iota // its user, or a new one
	newcomer                   // nobody has it: who proves it becomes a user
	knownOnly                  // its user; a new one would not be made
	nobody                     // nobody, so nothing is sent
)

// admits says who may sign in with the code of a request. Refuses with UnknownNumber or
// SignupsClosed, unless the request is Discreet.
func (cs *Codes) admits(ctx context.Context, r Request) (admission, error) {
	if r.Purpose != Login || r.ConfirmsSignUp {
		return anyone, nil
	}
	u, err := cs.users.ByPhone(ctx, r.Phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return 0, fmt.Errorf("find user: %w", err)
	}
	known := err == nil && !u.Unproved // anybody can sign up with the number of somebody else
	switch {
	case known && u.Banned(cs.now()):
		return nobody, nil
	case cs.signUps && r.CreateUser && !known:
		return newcomer, nil
	case cs.signUps && r.CreateUser:
		return anyone, nil
	case known:
		return knownOnly, nil
	case r.Discreet:
		return nobody, nil
	case !r.CreateUser:
		return 0, refusal.New(refusal.UnknownNumber)
	}
	return 0, refusal.New(refusal.SignupsClosed)
}
