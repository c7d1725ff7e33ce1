package models

import (
	"context"
	"strings"
	"time"

	"phonelogin/models/phone"
)

// Message is one attempt to send a message through one provider. It holds neither
// the number nor the text nor the code.
type Message struct {
	ID          string `gorm:"primaryKey"`
	ChallengeID Text   // the challenge whose code it carries; "" for notices
	Number      string // masked
	NumberHash  string // keyed hash; emptied after auth.sms.keep_history and when the user is deleted
	Country     string // ISO 3166-1; "" for unknown
	Purpose     Purpose
	Provider    string
	Channel     phone.Channel
	ProviderID  Text // the provider's id of the message
	State       string
	Reason      string // why it failed: a providers.Reason
	Code        string // the provider's error code, digits only; "" for none
	Detail      string // the provider's status and code
	Segments    int
	Price       Text // a decimal number
	Currency    Text
	CreatedAt   time.Time
	TakenAt     *time.Time // when the provider accepted it
	FinalAt     *time.Time // when it reached a final state
	ConvertedAt *time.Time // when its code was entered
}

// The states of a message.
const (
	MessageSending     = "sending"     // the request to the provider is running
	MessageSent        = "sent"        // the provider accepted it
	MessageDelivered   = "delivered"   // the phone has it
	MessageUndelivered = "undelivered" // the provider accepted it and could not deliver it
	MessageFailed      = "failed"      // the provider refused it
	MessageUnsure      = "unsure"      // no clear answer: the provider may have accepted it
)

// AddMessage stores a message before it is sent.
func (db *DB) AddMessage(ctx context.Context, m *Message) error { return db.create(ctx, m) }

// EndMessage stores the provider's answer: m's state and what comes with it. It
// does not overwrite a report that came earlier.
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

// Message finds the newest message with a challenge's code. ErrNotFound when none
// was sent.
func (db *DB) Message(ctx context.Context, challenge string) (*Message, error) {
	var m Message
	return &m, db.one(ctx, &m, `
		SELECT * FROM auth.messages WHERE challenge_id = ? ORDER BY created_at DESC LIMIT 1`, challenge)
}

// EnteredCode is a right code that was entered.
type EnteredCode struct {
	Challenge string
	At        time.Time
}

// Convert sets converted_at on the newest message of each challenge that may have
// arrived. It keeps earlier values.
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
