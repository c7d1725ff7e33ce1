package models

import (
	"context"
	"fmt"
	"time"

	"phonelogin/models/phone"
)

// RepairTimes corrects the times of a number that a wrong clock stored. Times ahead
// of now become now. A code expires at the latest after longest, as if it were made
// now. The time of the last message is deleted, because it is unknown; the next
// message sets it. Times ahead by less than ClockTolerance stay, because replicas
// differ by a little.
func (db *DB) RepairTimes(ctx context.Context, number phone.Number, now time.Time, longest time.Duration) error {
	ahead, end := now.Add(ClockTolerance), now.Add(longest)
	before := now.Add(-time.Microsecond) // requests made now come after the right code
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
