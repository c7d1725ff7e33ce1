package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// OptOutRecheck is how long nothing is sent after a provider confirmed an opt-out.
// The next requested code after that is sent once as a check: the provider knows
// whether the owner wrote START, and does not always report it. The server never
// sends a message unasked.
const OptOutRecheck = 24 * time.Hour

// noteOptOut stores an opt-out of a number on a channel (S62).
func (m *Messenger) noteOptOut(ctx context.Context, hash string, ch phone.Channel, provider string, at time.Time) {
	if now := m.now(); at.After(now) {
		at = now // a provider's clock must not prolong it
	}
	err := m.db.KeepOptOut(ctx, models.OptOut{NumberHash: hash, Channel: ch, Provider: provider, Since: at})
	if err != nil {
		// The carrier will refuse the next message too, which costs nothing.
		m.log.ErrorContext(ctx, "opt-out not noted", "provider", provider, "channel", ch, "error", err)
		return
	}
	m.log.InfoContext(ctx, "opt-out noted", "provider", provider, "channel", ch)
}

// liftCheckedOptOut lifts an opt-out after the provider accepted the message that
// checked it.
func (m *Messenger) liftCheckedOptOut(ctx context.Context, c *models.Challenge) {
	if !c.ChecksOptOut {
		return
	}
	ctx, cancel := outlive(ctx)
	defer cancel()
	err := m.db.LiftOptOut(ctx, m.numbers.Hash(c.Phone), c.Channel)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		// The check of the next day lifts it.
		m.log.ErrorContext(ctx, "opt-out not lifted", "channel", c.Channel, "error", err)
		return
	}
	m.events.Note(c.Phone, models.NumberEvent{Kind: models.EventOptOutLifted, Reason: models.ByProvider, Channel: c.Channel})
	m.log.InfoContext(ctx, "opt-out is over, the provider takes messages", "phone", c.Phone.Masked(), "channel", c.Channel)
}

// releaseOptOutCheck lets the next message check an opt-out, because this one got
// no answer.
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

// liftOptOut lifts the opt-out of a number whose owner wrote START.
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
