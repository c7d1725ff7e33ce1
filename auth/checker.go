package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// foreignLife is how long a code that a provider made is good at the provider
// (Twilio Verify: ten minutes), whatever our own validity is.
const foreignLife = 10 * time.Minute

// noteChecker notes, before a provider that makes codes of its own is asked to
// send one, that it judges the codes that are entered. It forbids the way through
// that provider where its code would be good for something else too (proves S4).
func (s *Service) noteChecker(c *models.Challenge) providers.Journal {
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		if ended || s.router.Checker(a.Provider) == nil {
			return nil
		}
		err := s.db.NoteChecker(ctx, c, a.Provider, s.now().Add(-foreignLife))
		if errors.Is(err, models.ErrNotFound) {
			return providers.ErrNotThisWay
		}
		if err != nil {
			return fmt.Errorf("note checker: %w", err)
		}
		return nil
	}
}

// checkElsewhere asks the provider that made the code, if one did, about a code
// that is not ours. The try was counted before, so that all limits hold there too
// (proves S12); nothing is locked meanwhile. It returns the challenge whose code
// it is, or none, or refuses with CheckFailed.
func (s *Service) checkElsewhere(ctx context.Context, a Attempt, live []models.Challenge) (*models.Challenge, error) {
	var c *models.Challenge // the newest, because a provider knows one code for a number
	for i := range live {
		if live[i].CheckedBy != "" && a.answers(&live[i]) && (c == nil || live[i].SentAt.After(c.SentAt)) {
			c = &live[i]
		}
	}
	if c == nil {
		return nil, nil
	}
	check := s.router.Checker(string(c.CheckedBy))
	if check == nil {
		return nil, nil // the provider was switched off since
	}
	asking, cancel := context.WithTimeout(ctx, s.rules.SMS.SendBudget)
	defer cancel()
	right, err := check(asking, Phone(c.Phone).E164(), a.Code)
	if err != nil {
		s.log.WarnContext(ctx, "code not checked", "phone", Phone(c.Phone).Masked(), "purpose", a.Purpose,
			"provider", string(c.CheckedBy), "error", err)
		refused := &refusal.Refusal{Reason: refusal.CheckFailed}
		if e := (*providers.Error)(nil); errors.As(err, &e) {
			refused.RetryAfter = e.RetryAfter
		}
		return nil, refused
	}
	if !right {
		return nil, nil
	}
	if err := s.db.ForgetChecker(ctx, c.ID); err != nil {
		return nil, fmt.Errorf("forget checker: %w", err)
	}
	return c, nil
}
