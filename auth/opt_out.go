package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
)

// optOutHolds is how long nothing is sent after a provider refused a message for an
// opt-out. Then the next code that somebody asks for goes to the provider once: it
// knows whether the owner wrote START, and does not always report it. Nothing is
// ever sent of our own accord.
const optOutHolds = 24 * time.Hour

// noteOptOut ends messages to a number on a channel (proves S62).
func (s *Service) noteOptOut(ctx context.Context, hash string, ch Channel, provider string, at time.Time) {
	if now := s.now(); at.After(now) {
		at = now // a provider's clock must not make it hold longer
	}
	err := s.db.KeepOptOut(ctx, models.OptOut{NumberHash: hash, Channel: string(ch), Provider: provider, Since: at})
	if err != nil {
		// The carrier refuses the next message again, which costs nothing.
		s.log.ErrorContext(ctx, "opt-out not noted", "provider", provider, "channel", ch, "error", err)
		return
	}
	s.log.InfoContext(ctx, "opt-out noted", "provider", provider, "channel", ch)
}

// optOutIsOver notes that a provider took the message that asked whether an opt-out
// holds: it does not.
func (s *Service) optOutIsOver(ctx context.Context, c *models.Challenge) {
	if !c.AsksOptOut {
		return
	}
	// The request's own time may be up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := s.db.LiftOptOut(ctx, s.numberKey.Hash(Phone(c.Phone)), c.Channel)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		// The next day's message is taken too.
		s.log.ErrorContext(ctx, "opt-out not lifted", "channel", c.Channel, "error", err)
		return
	}
	s.noteEvent(Phone(c.Phone), models.NumberEvent{Kind: models.EventOptOutLifted, Reason: models.ByProvider, Channel: c.Channel})
	s.log.InfoContext(ctx, "opt-out is over, the provider takes messages", "phone", Phone(c.Phone).Masked(), "channel", c.Channel)
}

// unaskOptOut lets the next message ask whether an opt-out holds: this one never got
// an answer.
func (s *Service) unaskOptOut(ctx context.Context, c *models.Challenge) error {
	if !c.AsksOptOut {
		return nil
	}
	err := s.db.UnaskOptOut(ctx, s.numberKey.Hash(Phone(c.Phone)), c.Channel, c.SentAt)
	if err != nil {
		return fmt.Errorf("take back question about opt-out: %w", err)
	}
	return nil
}

// resume lets messages through again to a number whose owner wrote START.
func (s *Service) resume(ctx context.Context, number string, ch Channel) error {
	phone, err := ParseWirePhone(number)
	if err != nil {
		return fmt.Errorf("read number of a report: %w", err)
	}
	err = s.db.LiftOptOut(ctx, s.numberKey.Hash(phone), string(ch))
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("lift opt-out: %w", err)
	}
	if err == nil {
		s.noteEvent(phone, models.NumberEvent{Kind: models.EventOptOutLifted, Reason: models.ByOwner, Channel: string(ch)})
	}
	s.log.InfoContext(ctx, "opt-out lifted", "phone", phone.Masked(), "channel", ch)
	return nil
}
