package users

import (
	"context"

	"phonelogin/auth/phone"
	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// Forget removes a user, or, with erase, which takes what names them out of the row,
// keeps the row. Refuses with NoUser. It records nothing in the audit log: the
// caller tells who wanted it. What is left of messages counts and costs and names
// nobody: a country and two digits. An opt-out stays too, as a keyed hash: who asked
// for no messages must not get any because their account is gone.
func (u *Users) Forget(ctx context.Context, id string, erase func(*models.User)) error {
	u.events.Flush(ctx) // or rows of the numbers would come after the others went
	var hashes []string
	hash := func(number phone.Number) string {
		hashes = append(hashes, u.numbers.Hash(number))
		return hashes[len(hashes)-1]
	}
	err := u.db.Remove(ctx, models.Removal{UserID: id, Hash: hash, Erase: erase, Now: u.now()})
	if err != nil {
		return refusal.Missing(err, refusal.NoUser, "remove user")
	}
	u.events.Forget(hashes)
	return nil
}
