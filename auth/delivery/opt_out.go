package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/models"
)

// OptOutRecheck is how long nothing is sent after a provider refused a message for an
// opt-out. Then the next code that somebody asks for goes to the provider once: it
// knows whether the owner wrote START, and does not always report it. Nothing is
// ever sent of our own accord.
const OptOutRecheck = 24 * time.Hour

// noteOptOut ends messages to a number on a channel (proves S62).
func (m *Messenger) noteOptOut(ctx context.Context, hash string, ch phone.Channel, provider string, at time.Time) {
	if now := m.now(); at.After(now) {
		at = now // a provider's clock must not make it hold longer
	}
	err := m.db.KeepOptOut(ctx, models.OptOut{NumberHash: hash, Channel: ch, Provider: provider, Since: at})
	if err != nil {
		// The carrier refuses the next message again, which costs nothing.
		m.log.ErrorContext(ctx, "opt-out not noted", "provider", provider, "channel", ch, "error", err)
		return
	}
	m.log.InfoContext(ctx, "opt-out noted", "provider", provider, "channel", ch)
}

// liftCheckedOptOut notes that a provider took the message that asked whether an opt-out
// holds: it does not.
func (m *Messenger) liftCheckedOptOut(ctx context.Context, c *models.Challenge) {
	if !c.ChecksOptOut {
		return
	}
	// The request's own time may be up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := m.db.LiftOptOut(ctx, m.numbers.Hash(c.Phone), c.Channel)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		// The next day's message is taken too.
		m.log.ErrorContext(ctx, "opt-out not lifted", "channel", c.Channel, "error", err)
		return
	}
	m.events.Note(c.Phone, models.NumberEvent{Kind: models.EventOptOutLifted, Reason: models.ByProvider, Channel: c.Channel})
	m.log.InfoContext(ctx, "opt-out is over, the provider takes messages", "phone", c.Phone.Masked(), "channel", c.Channel)
}

// releaseOptOutCheck lets the next message ask whether an opt-out holds: this one never got
// an answer.
func (m *Messenger) releaseOptOutCheck(ctx context.Context, c *models.Challenge) error {
	if !c.ChecksOptOut {
		return nil
	}
	err := m.db.ReleaseOptOutCheck(ctx, m.numbers.Hash(c.Phone), c.Channel, c.SentAt)
	if err != nil {
		return fmt.Errorf("take back question about opt-out: %w", err)
	}
	return nil
}

// liftOptOut lets messages through again to a number whose owner wrote START.
func (m *Messenger) liftOptOut(ctx context.Context, number string, ch phone.Channel) error {
	p, err := phone.ParseWire(number)
	if err != nil {
		return fmt.Errorf("read number of a report: %w", err)
	}
	err = m.db.LiftOptOut(ctx, m.numbers.Hash(p), ch)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("lift opt-out: %w", err)
	}
	if err == nil {
		m.events.Note(p, models.NumberEvent{Kind: models.EventOptOutLifted, Reason: models.ByOwner, Channel: ch})
	}
	m.log.InfoContext(ctx, "opt-out lifted", "phone", p.Masked(), "channel", ch)
	return nil
}
