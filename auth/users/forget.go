package users

import (
	"context"

	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// Forget removes a user. With erase, which takes what names the user out of the row, it
// keeps the row. Refuses with NoUser. The caller records it in the audit log, because
// it knows who asked for it.
//
// Messages stay for counts and costs and name nobody: a country and two digits. An
// opt-out stays too, as a keyed hash: a number that wants no messages must not get any
// because the account is gone.
func (u *Users) Forget(ctx context.Context, id string, erase func(*models.User)) error {
	u.events.Flush(ctx) // or events of the numbers would be written after the removal
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
