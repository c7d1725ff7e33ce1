package models

import (
	"context"
	"errors"
	"time"

	"phonelogin/auth/phone"
)

// ChannelSwitch is the code of a living challenge sent by another channel, of which
// nothing good was heard.
type ChannelSwitch struct {
	Challenge string        // its id
	Channel   phone.Channel // the other one
	Number    string        // keyed hash, under which opt-outs are noted
	MaxTries  int           // a challenge with that many tries is dead
	Now       time.Time
	ExpiresAt time.Time // of the code from then on
	Budget    *Budget   // of messages; nil where there is none
	Messages  int       // how many of them it takes, 0 where nothing is sent
}

// SwitchChannel claims the one message by another channel that a challenge may
// have, of any number of replicas that try at once for one. It counts for the
// number's pace and the budget. ErrNotFound when it was claimed before, the
// challenge is over, or the number wants no messages there; a SpentError when the
// budget is.
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
		// Of a second factor, the challenge that holds the code lives as long.
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

// OverdueQuery asks for codes that should travel by the other channel.
type OverdueQuery struct {
	Begin    time.Time // older messages are left alone
	Quiet    time.Time // nothing was heard of messages from before
	Now      time.Time
	Except   Purpose // a purpose that is left out; "" for none
	MaxTries int     // a challenge with that many tries is dead
	Limit    int
}

// OverdueQuery finds living challenges that no other channel was tried for and whose
// newest message was not delivered, or of which nothing was heard since Quiet; at
// most Limit of those that were sent after Begin.
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

// MessageOf is a challenge with the newest message that carries its code. The
// message is nil where none was sent; ErrNotFound is for the challenge.
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
