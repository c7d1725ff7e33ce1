package otp

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// admission tells who may come in with a number.
type admission int

const (
	anyone    admission = iota // whoever has it, known or new
	newcomer                   // nobody has it, and whoever proves it becomes a user
	knownOnly                  // a user has it, and no new one would be made
	nobody                     // nobody may come in with it; nothing is sent
)

// admits tells who may come in by the code of a request. Refuses with UnknownNumber
// or SignupsClosed, where the request may tell.
func (cs *Codes) admits(ctx context.Context, r Request) (admission, error) {
	if r.Purpose != Login || r.ConfirmsSignUp {
		return anyone, nil
	}
	u, err := cs.users.ByPhone(ctx, r.Phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return 0, fmt.Errorf("find user: %w", err)
	}
	known := err == nil && !u.Unproved // what a stranger said about a number counts for nothing
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
