package models

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/phone"
)

// RepairTimes puts right what a number was through according to a clock that was
// wrong. What lies ahead of now counts as of now, and a code as one that is made now,
// which is good for longest at the most. The last message counts as none: who knows
// when it was sent, and the next one puts it right. Times that are ahead by less than
// ClockTolerance stay: replicas differ by a little.
func (db *DB) RepairTimes(ctx context.Context, number phone.Number, now time.Time, longest time.Duration) error {
	ahead, end := now.Add(ClockTolerance), now.Add(longest)
	before := now.Add(-time.Microsecond) // what is asked for now comes after the right code
	_, err := db.exec(ctx, `UPDATE auth.numbers SET sent_at = NULL WHERE phone = ? AND sent_at > ?`, number, ahead)
	if err != nil {
		return fmt.Errorf("settle number: %w", err)
	}
	_, err = db.exec(ctx, `
		UPDATE auth.challenges SET
			expires_at = CASE WHEN expires_at > ? THEN ? ELSE expires_at END,
			created_at = CASE WHEN created_at > ? THEN ? ELSE created_at END,
			sent_at = CASE WHEN sent_at > ? THEN ? ELSE sent_at END,
			tried_at = CASE WHEN tried_at > ? THEN ? ELSE tried_at END,
			spent_at = CASE WHEN spent_at > ? THEN ? ELSE spent_at END
		WHERE phone = ? AND (created_at > ? OR sent_at > ? OR tried_at > ? OR spent_at > ?)`,
		end, end, ahead, now, ahead, now, ahead, now, ahead, before, number, ahead, ahead, ahead, ahead)
	if err != nil {
		return fmt.Errorf("settle codes: %w", err)
	}
	return nil
}
