package users

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// ByPhone finds the user of a number. Earlier releases stored numbers in the spelling
// that clients sent. If it finds the user under such a spelling, it stores today's, so
// that one phone stays one account. The error is models.ErrNotFound if nobody has the
// number.
func (u *Users) ByPhone(ctx context.Context, number phone.Number) (*models.User, error) {
	found, err := u.db.UserBySpelling(ctx, number, number.OldSpellings())
	if err != nil || found.Phone == number {
		return found, err
	}
	spelled, err := u.db.Respell(ctx, models.Respelling{UserID: found.ID, From: found.Phone, To: number, Now: u.now()})
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		return u.db.UserByPhone(ctx, number) // another request was first
	}
	if err != nil {
		return nil, fmt.Errorf("write number anew: %w", err)
	}
	u.log.InfoContext(ctx, "number written anew", "user", found.ID, "phone", number.Masked())
	return spelled, nil
}

// AdoptSpelling stores today's spelling for the user of a number. Call it before the
// number is given to another user: the unique index of the database does not see an
// older spelling. It does nothing for an empty number.
func (u *Users) AdoptSpelling(ctx context.Context, number phone.Number) error {
	if number == "" {
		return nil
	}
	_, err := u.ByPhone(ctx, number)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("find user: %w", err)
	}
	return nil
}
