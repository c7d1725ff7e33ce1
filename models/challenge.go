package models

import (
	"context"
	"errors"
	"time"

	"phonelogin/auth/phone"
)

// Challenge is one request for a code. It holds the nonce that the code is
// derived from, never the code.
type Challenge struct {
	ID             string        `gorm:"primaryKey"`
	Phone          phone.Number  // where the code goes
	Purpose        Purpose       // what the code is good for
	Face           Face          `gorm:"column:app"`    // where it was asked for, and is good
	Device         string        `gorm:"column:bucket"` // a known device, whose tries are counted apart; "" for strangers
	UserID         Text          // who asked, where someone signed in did
	Channel        phone.Channel // how the last message travelled
	Nonce          []byte
	Tries          int // codes entered so far
	Sends          int // messages sent so far
	CreateUser     bool
	Data           Metadata // the new user's metadata; for a change of number, what it replaces
	CheckedBy      Text     // the provider that may have sent a code of its own
	ConfirmsSignUp bool     `gorm:"column:claim"` // asked for by a sign-up with a password, which the code confirms
	Language       Text     // of its messages; "" for the usual one
	EmbeddedIn     Text     // host of the site whose frame shows the code page; "" for none
	FlowHash       Text     // of the login in a browser that asked last; "" where none did
	EnteredHash    Text     `gorm:"column:entered_hash"` // keyed, of that login and its right code
	SessionID      Text     // what the right code opened
	CreatedAt      time.Time
	SentAt         time.Time
	TriedAt        *time.Time
	ExpiresAt      time.Time
	SpentAt        *time.Time
	SwitchedAt     *time.Time `gorm:"column:followed_at"` // when it was sent by the other channel

	// ChecksOptOut is set where its message asks the provider whether the opt-out of
	// the number still holds.
	ChecksOptOut bool `gorm:"-"`
}

// History is what a number has been through, from which the next request for a
// code is judged.
type History struct {
	Sends      int        // since the last pause or sign-in, see Ask
	SentAt     *time.Time // the last message
	SignedInAt *time.Time // the last code that was right
	Failures   int        // wrong codes from the device since the last right one
	FailedAt   *time.Time // the last of them
	OptedOut   bool       // the number wants no messages on the channel
	Ahead      bool       // a time of the number was ahead of the clock, and was put right
}

// CodeRequest is a request for a code.
type CodeRequest struct {
	New                 Challenge                      // as it will be if nothing like it can be sent again
	RecheckOptOutBefore time.Time                      // an opt-out that its provider confirmed before then is asked about again; zero for never
	Number              string                         // keyed hash of the number, under which opt-outs are noted
	MaxTries            int                            // a challenge with that many tries is dead
	ReuseFor            time.Duration                  // for so long after it was made a challenge is sent again, expired or not
	ExpiresAt           func(made time.Time) time.Time // when a challenge expires that was made then and is sent now
	Judge               func(History) (int, error)     // refuses, or tells the number of sends to note; must not wait or dial
	Budget              *Budget                        // of messages; nil where there is none
	Messages            int                            // how many of them it takes, 0 where nothing is sent
}

// OpenChallenge judges a request for a code and notes it, in one transaction
// under the number's lock: of any number of requests at once, each sees the
// ones before it. The error is Judge's, or a SpentError, or nil with the challenge
// to send, which is the recent one of the same number, purpose, app, device and
// user when there is one that can be sent again.
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
			return nil // what was put right stays so
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
	h, err := db.history(ctx, a)
	if err != nil || !h.Ahead {
		return h, err
	}
	if err := db.RepairTimes(ctx, a.New.Phone, a.New.SentAt, a.ReuseFor); err != nil {
		return nil, err
	}
	h, err = db.history(ctx, a)
	if err != nil {
		return nil, err
	}
	h.Ahead = true
	return h, nil
}

func (db *DB) history(ctx context.Context, a CodeRequest) (*History, error) {
	phone, device, ahead := a.New.Phone, a.New.Device, a.New.SentAt.Add(ClockTolerance)
	var h History
	// Ordered by time and limited, because SQLite gives no times for max().
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

// reuseOrCreate sends a recent challenge again, so that its first message still works
// when it comes late (proves C11), or begins a new one. That the first one expired
// meanwhile does not count: it is the rule, where messages take longer than a code
// is good for. Its tries stay counted.
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

// nobody stands for a missing user where two must be compared.
const nobody = "00000000-0000-0000-0000-000000000000"

func orNobody(id Text) string {
	if id == "" {
		return nobody
	}
	return string(id)
}

// CancelSend takes back a message that was never taken by a carrier: the number may
// ask again at once, a challenge that nothing was sent for is forgotten, and the
// budget, where there is one, gets it back.
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
