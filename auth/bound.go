package auth

import (
	"context"

	"phonelogin/auth/client"
	"phonelogin/models"
)

// NoteBound records when, and from where, a user got a number; the record lives as
// long as the account (proves S16). The numbers are masked, and old is "" for a user
// who had none. No request waits for it.
func (s *Service) NoteBound(ctx context.Context, userID string, old, number Phone) {
	now, from := s.now(), client.From(ctx)
	id, err := s.boundIDs.Next(s.random, now)
	if err != nil {
		s.log.ErrorContext(ctx, "bound number not recorded", "user", userID, "error", err)
		return
	}
	bound := models.PhoneChange{
		ID: id, UserID: userID, NewPhone: number.Masked(), IP: from.IP, UserAgent: models.TrimUserAgent(from.UserAgent), ChangedAt: now,
	}
	if old != "" {
		bound.OldPhone = old.Masked()
	}
	s.bound.Add(bound)
}
