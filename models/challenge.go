package models

import (
	"context"
	"errors"
	"time"

	"phonelogin/models/phone"
)

// Challenge is one request for a code. It stores the nonce from which the code is
// derived, never the code.
type Challenge struct {
	ID             string        `gorm:"primaryKey"`
	Phone          phone.Number  // recipient
	Purpose        Purpose       // what the code may be used for
	Face           Face          `gorm:"column:app"`    // where it was asked for, and is good
	Device         string        `gorm:"column:bucket"` // known device with its own count of tries; "" for strangers
	UserID         Text          // the signed-in user who asked; "" for none
	Channel        phone.Channel // channel of the newest message
	Nonce          []byte
	Tries          int // codes entered so far
	Sends          int // messages sent so far
	CreateUser     bool
	Data           Metadata // metadata of the new user; for a change of number, its replacement
	CheckedBy      Text     // the provider that may have sent its own code
	ConfirmsSignUp bool     `gorm:"column:claim"` // of a sign-up with a password, which the code confirms
	Language       Text     // of its messages; "" for the default
	EmbeddedIn     Text     // host of the site whose frame shows the code page; "" for none
	FlowHash       Text     // of the browser login that asked last; "" for none
	EnteredHash    Text     `gorm:"column:entered_hash"` // keyed hash of that login and the right code
	SessionID      Text     // the session that the right code opened
	CreatedAt      time.Time
	SentAt         time.Time
	TriedAt        *time.Time
	ExpiresAt      time.Time
	SpentAt        *time.Time
	SwitchedAt     *time.Time `gorm:"column:followed_at"` // when the server sent it by the other channel

	// ChecksOptOut is true when the message asks the provider whether the number's
	// opt-out still holds.
	ChecksOptOut bool `gorm:"-"`
}

// History is the past of a number, on which the limits decide about the next
// request.
type History struct {
	Sends      int        // since the last pause or sign-in, see CodeRequest
	SentAt     *time.Time // time of the last message
	SignedInAt *time.Time // time of the last right code
	Failures   int        // wrong codes of the device since the last right one
	FailedAt   *time.Time // time of the last of these
	OptedOut   bool       // the number wants no messages on the channel
	Ahead      bool       // a stored time was ahead of the clock and was corrected
}

// CodeRequest is a request for a code.
type CodeRequest struct {
	New                 Challenge                      // the challenge to store if no recent one can be sent again
	RecheckOptOutBefore time.Time                      // opt-outs confirmed before this time are checked again; zero for never
	Number              string                         // keyed hash of the number, under which opt-outs are noted
	MaxTries            int                            // tries after which a challenge is dead
	ReuseFor            time.Duration                  // how long after its creation a challenge can be sent again, even expired
	ExpiresAt           func(made time.Time) time.Time // expiry of a challenge made at that time and sent now
	Judge               func(History) (int, error)     // refuses, or returns the count of sends to store; must not block
	Budget              *Budget                        // of messages; nil for none
	Messages            int                            // to charge; 0 when nothing is sent
}

// OpenChallenge decides about a request for a code and stores it, in one
// transaction under the number's lock: simultaneous requests are decided one after
// the other. The error is Judge's or an OverBudgetError. Without an error it
// returns the challenge to send: a recent one of the same number, purpose, app,
// device and user if one can be sent again, else a new one.
func (db *DB) OpenChallenge(ctx context.Context, a CodeRequest) (*Challenge, error) {
	var c Challenge
	var refused error
	err := db.Transact(ctx, func(tx *DB) error {
		c, refused = a.New, nil
		h, err := tx.lockNumber(ctx, a)
		if err != nil {
			return err
		}
		if h.OptedOut && !a.RecheckOptOutBefore.IsZero() {
			asks, err := tx.ClaimOptOutCheck(ctx, a.Number, c.Channel, a.RecheckOptOutBefore, c.SentAt)
			if err != nil {
				return err
			}
			h.OptedOut, c.ChecksOptOut = !asks, asks
		}
		sends, err := a.Judge(*h)
		if err != nil && h.Ahead {
			refused = err
			return nil // keep the corrected times
		}
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `UPDATE auth.numbers SET sends = ?, sent_at = ? WHERE phone = ?`,
			sends, c.SentAt, c.Phone)
		if err != nil {
			return err
		}
		if err := tx.reuseOrCreate(ctx, &c, a); err != nil || a.Budget == nil {
			return err
		}
		return tx.chargeBudget(ctx, *a.Budget, a.Messages, c.SentAt)
	})
	if err == nil {
		err = refused
	}
	return &c, err
}

func (db *DB) lockNumber(ctx context.Context, a CodeRequest) (*History, error) {
	_, err := db.exec(ctx, `
		INSERT INTO auth.numbers (phone) VALUES (?)
		ON CONFLICT (phone) DO UPDATE SET phone = excluded.phone`, a.New.Phone)
	if err != nil {
		return nil, err
	}
	h, err := db.historyOf(ctx, a)
	if err != nil || !h.Ahead {
		return h, err
	}
	if err := db.RepairTimes(ctx, a.New.Phone, a.New.SentAt, a.ReuseFor); err != nil {
		return nil, err
	}
	h, err = db.historyOf(ctx, a)
	if err != nil {
		return nil, err
	}
	h.Ahead = true
	return h, nil
}

func (db *DB) historyOf(ctx context.Context, a CodeRequest) (*History, error) {
	phone, device, ahead := a.New.Phone, a.New.Device, a.New.SentAt.Add(ClockTolerance)
	var h History
	// Ordered by time and limited, because SQLite returns max() of a time as a
	// number.
	err := db.one(ctx, &h, `
		SELECT n.sends, n.sent_at, r.spent_at AS signed_in_at,
			(SELECT coalesce(sum(tries), 0) FROM auth.challenges
				WHERE phone = n.phone AND bucket = ? AND spent_at IS NULL
				AND (b.spent_at IS NULL OR created_at > b.spent_at)) AS failures,
			(SELECT tried_at FROM auth.challenges
				WHERE phone = n.phone AND bucket = ? AND tried_at IS NOT NULL AND spent_at IS NULL
				ORDER BY tried_at DESC LIMIT 1) AS failed_at,
			EXISTS (SELECT 1 FROM auth.opt_outs WHERE number_hash = ? AND channel = ?) AS opted_out,
			coalesce(n.sent_at > ?, false) OR EXISTS (SELECT 1 FROM auth.challenges
				WHERE phone = n.phone AND (created_at > ? OR tried_at > ? OR spent_at > ?)) AS ahead
		FROM auth.numbers n
		LEFT JOIN auth.challenges r ON r.id = (SELECT id FROM auth.challenges
			WHERE phone = n.phone AND spent_at IS NOT NULL ORDER BY spent_at DESC LIMIT 1)
		LEFT JOIN auth.challenges b ON b.id = (SELECT id FROM auth.challenges
			WHERE phone = n.phone AND bucket = ? AND spent_at IS NOT NULL ORDER BY spent_at DESC LIMIT 1)
		WHERE n.phone = ?`, device, device, a.Number, a.New.Channel, ahead, ahead, ahead, ahead, device, phone)
	return &h, err
}

// reuseOrCreate sends a recent challenge again, so that a code from its first, late
// message still works (C11). Otherwise it creates a new one. An expired
// challenge is reused too: some messages take longer than a code is valid. Its
// tries stay counted.
func (db *DB) reuseOrCreate(ctx context.Context, c *Challenge, a CodeRequest) error {
	var recent Challenge
	err := db.one(ctx, &recent, `
		SELECT * FROM auth.challenges
		WHERE phone = ? AND purpose = ? AND app = ? AND bucket = ? AND coalesce(user_id, ?) = ? AND claim = ?
			AND spent_at IS NULL AND tries < ? AND created_at > ? AND length(nonce) > 0
		ORDER BY created_at DESC LIMIT 1`,
		c.Phone, c.Purpose, c.Face, c.Device, nobody, orNobody(c.UserID), c.ConfirmsSignUp, a.MaxTries, c.SentAt.Add(-a.ReuseFor))
	if errors.Is(err, ErrNotFound) {
		c.ExpiresAt = a.ExpiresAt(c.CreatedAt)
		return db.create(ctx, c)
	}
	if err != nil {
		return err
	}
	return db.one(ctx, c, `
		UPDATE auth.challenges
		SET sends = sends + 1, sent_at = ?, channel = ?, create_user = ?, data = ?, expires_at = ?,
			language = ?, embedded_in = ?, flow_hash = ?
		WHERE id = ? RETURNING *`,
		c.SentAt, c.Channel, c.CreateUser, c.Data, a.ExpiresAt(recent.CreatedAt), c.Language, c.EmbeddedIn, c.FlowHash, recent.ID)
}

// nobody replaces a missing user in comparisons.
const nobody = "00000000-0000-0000-0000-000000000000"

func orNobody(id Text) string {
	if id == "" {
		return nobody
	}
	return string(id)
}

// CancelSend takes back a message that no carrier accepted. The number may ask
// again at once, a challenge without any other message is deleted, and the budget,
// if any, is refunded.
func (db *DB) CancelSend(ctx context.Context, c *Challenge, b *Budget) error {
	return db.Transact(ctx, func(tx *DB) error {
		_, err := tx.exec(ctx, `
			UPDATE auth.numbers SET sent_at = NULL, sends = CASE WHEN sends > 0 THEN sends - 1 ELSE 0 END
			WHERE phone = ? AND sent_at = ?`, c.Phone, c.SentAt)
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `DELETE FROM auth.challenges WHERE id = ? AND sends <= 1 AND tries = 0`, c.ID)
		if err != nil || b == nil {
			return err
		}
		return tx.refundBudget(ctx, *b, c.SentAt)
	})
}
