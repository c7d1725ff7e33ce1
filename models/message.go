package models

import (
	"context"
	"strings"
	"time"

	"phonelogin/auth/phone"
)

// Message is one try to send a message through one provider. It holds neither
// the number nor the text nor the code.
type Message struct {
	ID          string `gorm:"primaryKey"`
	ChallengeID Text   // whose code it carries; "" for notices
	Number      string // masked
	NumberHash  string // keyed; emptied after auth.sms.keep_history and when the user is deleted
	Country     string // ISO 3166-1; "" where it is not known
	Purpose     Purpose
	Provider    string
	Channel     phone.Channel
	ProviderID  Text // the provider's name for it
	State       string
	Reason      string // why it failed or was not delivered: a providers.Reason
	Code        string // the provider's own code for that, digits only; "" where it said none
	Detail      string // the provider's status and code
	Segments    int
	Price       Text // a decimal number
	Currency    Text
	CreatedAt   time.Time
	TakenAt     *time.Time // by the provider
	FinalAt     *time.Time // no other state comes after
	ConvertedAt *time.Time // its code was entered
}

// The states of a message.
const (
	MessageSending     = "sending"     // the provider is being asked
	MessageSent        = "sent"        // the provider took it
	MessageDelivered   = "delivered"   // the phone has it
	MessageUndelivered = "undelivered" // the provider took it and nobody will get it
	MessageFailed      = "failed"      // the provider did not take it
	MessageUnsure      = "unsure"      // nothing was heard: the provider may have taken it
)

// AddMessage stores a message that is about to be sent.
func (db *DB) AddMessage(ctx context.Context, m *Message) error { return db.create(ctx, m) }

// EndMessage writes what the provider answered: m's state and all that comes with
// it. A report that was faster is not overwritten.
func (db *DB) EndMessage(ctx context.Context, m *Message) error {
	_, err := db.exec(ctx, `
		UPDATE auth.messages SET provider_id = ?, taken_at = ?,
			reason = CASE WHEN state = 'sending' THEN ? ELSE reason END,
			code = CASE WHEN state = 'sending' THEN ? ELSE code END,
			detail = CASE WHEN state = 'sending' THEN ? ELSE detail END,
			segments = CASE WHEN segments = 0 THEN ? ELSE segments END,
			price = coalesce(price, ?), currency = coalesce(currency, ?), final_at = coalesce(final_at, ?),
			state = CASE WHEN state = 'sending' THEN ? ELSE state END
		WHERE id = ?`,
		m.ProviderID, m.TakenAt, m.Reason, m.Code, m.Detail, m.Segments, m.Price, m.Currency, m.FinalAt, m.State, m.ID)
	return err
}

// Message is the newest one that carries a challenge's code, and ErrNotFound when
// none was sent.
func (db *DB) Message(ctx context.Context, challenge string) (*Message, error) {
	var m Message
	return &m, db.one(ctx, &m, `
		SELECT * FROM auth.messages WHERE challenge_id = ? ORDER BY created_at DESC LIMIT 1`, challenge)
}

// EnteredCode is a code that was entered and was right.
type EnteredCode struct {
	Challenge string
	At        time.Time
}

// Convert notes that codes were entered: on the newest message of each challenge
// that may have arrived. What was noted before stays.
func (db *DB) Convert(ctx context.Context, codes []EnteredCode) error {
	var whens strings.Builder
	var args []any
	challenges := make([]string, len(codes))
	for i, c := range codes {
		whens.WriteString(` WHEN ? THEN CAST(? AS timestamptz)`)
		args = append(args, c.Challenge, c.At)
		challenges[i] = c.Challenge
	}
	_, err := db.exec(ctx, `
		UPDATE auth.messages SET converted_at = CASE CAST(challenge_id AS text)`+whens.String()+` END
		WHERE converted_at IS NULL AND id IN (
			SELECT m.id FROM auth.messages m WHERE m.challenge_id IN ? AND m.state <> 'failed' AND NOT EXISTS (
				SELECT 1 FROM auth.messages later WHERE later.challenge_id = m.challenge_id
					AND later.state <> 'failed' AND later.created_at > m.created_at))`, append(args, challenges)...)
	return err
}
