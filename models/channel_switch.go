package models

import (
	"context"
	"errors"
	"time"

	"phonelogin/models/phone"
)

// ChannelSwitch sends the code of a live challenge by another channel, after the
// first message failed or brought no report.
type ChannelSwitch struct {
	Challenge string        // id of the challenge
	Channel   phone.Channel // the new channel
	Number    string        // keyed hash of the number, for opt-outs
	MaxTries  int           // tries after which a challenge is dead
	Now       time.Time
	ExpiresAt time.Time // new expiry of the code
	Budget    *Budget   // of messages; nil for none
	Messages  int       // to charge; 0 when nothing is sent
}

// SwitchChannel claims the one message by another channel that a challenge may
// have: of any number of replicas one succeeds. The message counts for the number's
// pace and the budget. ErrNotFound when it was claimed before, the challenge is
// over, or the number opted out there; an OverBudgetError when the budget is used
// up.
func (db *DB) SwitchChannel(ctx context.Context, f ChannelSwitch) (*Challenge, error) {
	var c Challenge
	err := db.Transact(ctx, func(tx *DB) error {
		c = Challenge{}
		err := tx.one(ctx, &c, `
			UPDATE auth.challenges SET followed_at = ?, sent_at = ?, channel = ?, sends = sends + 1, expires_at = ?
			WHERE id = ? AND followed_at IS NULL AND spent_at IS NULL AND tries < ? AND expires_at > ?
				AND NOT EXISTS (SELECT 1 FROM auth.opt_outs WHERE number_hash = ? AND channel = ?)
			RETURNING *`,
			f.Now, f.Now, f.Channel, f.ExpiresAt, f.Challenge, f.MaxTries, f.Now, f.Number, f.Channel)
		if err != nil {
			return err
		}
		// The challenge of a second factor expires together with the code.
		_, err = tx.exec(ctx, `UPDATE auth.mfa_challenges SET expires_at = ? WHERE id = ?`, f.ExpiresAt, c.ID)
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `UPDATE auth.numbers SET sends = sends + 1, sent_at = ? WHERE phone = ?`, f.Now, c.Phone)
		if err != nil || f.Budget == nil {
			return err
		}
		return tx.chargeBudget(ctx, *f.Budget, f.Messages, f.Now)
	})
	return &c, err
}

// OverdueQuery selects codes to send by another channel.
type OverdueQuery struct {
	Begin    time.Time // ignore messages from before
	Quiet    time.Time // no report came of messages from before
	Now      time.Time
	Except   Purpose // a purpose to skip; "" for none
	MaxTries int     // tries after which a challenge is dead
	Limit    int
}

// Overdue finds live challenges that were not switched yet and whose newest message
// failed, or brought no report since Quiet. It returns at most Limit of those sent
// after Begin.
func (db *DB) Overdue(ctx context.Context, o OverdueQuery) ([]Challenge, error) {
	var all []Challenge
	return all, db.many(ctx, &all, `
		SELECT c.* FROM auth.messages m JOIN auth.challenges c ON c.id = m.challenge_id
		WHERE m.created_at > ? AND (m.state = 'undelivered' OR m.final_at IS NULL AND m.created_at <= ?)
			AND c.followed_at IS NULL AND c.spent_at IS NULL AND c.tries < ? AND c.expires_at > ? AND c.purpose <> ?
			AND NOT EXISTS (SELECT 1 FROM auth.messages later
				WHERE later.challenge_id = m.challenge_id AND later.created_at > m.created_at)
		ORDER BY m.created_at LIMIT ?`, o.Begin, o.Quiet, o.MaxTries, o.Now, o.Except, o.Limit)
}

// MessageOf returns a challenge with the newest message that carries its code. The
// message is nil when none was sent; ErrNotFound when there is no such challenge.
func (db *DB) MessageOf(ctx context.Context, challenge string) (*Challenge, *Message, error) {
	c, err := db.Challenge(ctx, challenge)
	if err != nil {
		return nil, nil, err
	}
	m, err := db.Message(ctx, challenge)
	if errors.Is(err, ErrNotFound) {
		return c, nil, nil
	}
	return c, m, err
}
