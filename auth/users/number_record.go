package users

import (
	"context"

	"phonelogin/auth/client"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// RecordNumber records when, and from where, a user got a number. It does not wait. The
// record is kept as long as the account (S16) and holds the numbers masked. old
// is the number before; "" for none.
func (u *Users) RecordNumber(ctx context.Context, userID string, old, number phone.Number) {
	now, from := u.now(), client.From(ctx)
	id, err := u.recordIDs.Next(u.random, now)
	if err != nil {
		u.log.ErrorContext(ctx, "bound number not recorded", "user", userID, "error", err)
		return
	}
	record := models.PhoneChange{
		ID: id, UserID: userID, NewPhone: number.Masked(), IP: from.IP, UserAgent: models.TrimUserAgent(from.UserAgent), ChangedAt: now,
	}
	if old != "" {
		record.OldPhone = old.Masked()
	}
	u.records.Add(record)
}
