package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
)

// noteOptOut ends messages to a number on a channel (proves S62).
func (s *Service) noteOptOut(ctx context.Context, hash string, ch Channel, provider string, at time.Time) {
	err := s.db.KeepOptOut(ctx, models.OptOut{NumberHash: hash, Channel: string(ch), Provider: provider, Since: at})
	if err != nil {
		// The carrier refuses the next message again, which costs nothing.
		s.log.ErrorContext(ctx, "opt-out not noted", "provider", provider, "channel", ch, "error", err)
		return
	}
	s.log.InfoContext(ctx, "opt-out noted", "provider", provider, "channel", ch)
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
	s.log.InfoContext(ctx, "opt-out lifted", "phone", phone.Masked(), "channel", ch)
	return nil
}
