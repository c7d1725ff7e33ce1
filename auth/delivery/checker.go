package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// providerCodeLife is how long a provider's own code is valid at the provider
// (Twilio Verify: ten minutes), whatever our own validity is.
const providerCodeLife = 10 * time.Minute

// checkerJournal records, before a provider that makes its own codes sends one,
// that this provider will check the entered code. It skips the provider when its
// code could be used for something else too (S4).
func (m *Messenger) checkerJournal(c *models.Challenge) providers.Journal {
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		if ended || m.router.Checker(a.Provider) == nil {
			return nil
		}
		err := m.db.NoteChecker(ctx, c, a.Provider, m.now().Add(-providerCodeLife))
		if errors.Is(err, models.ErrNotFound) {
			return providers.ErrSkipProvider
		}
		if err != nil {
			return fmt.Errorf("note checker: %w", err)
		}
		return nil
	}
}

// CheckCode asks the provider that made a challenge's code whether code is right.
// The caller has counted the try, so all limits hold here too (S12), and
// holds no lock. Refuses with CheckFailed.
func (m *Messenger) CheckCode(ctx context.Context, c *models.Challenge, code string) (right bool, err error) {
	check := m.router.Checker(string(c.CheckedBy))
	if check == nil {
		return false, nil // the provider was disabled since
	}
	asking, cancel := context.WithTimeout(ctx, m.checkFor)
	defer cancel()
	right, err = check(asking, c.Phone, code)
	if err != nil {
		m.log.WarnContext(ctx, "code not checked", "phone", c.Phone.Masked(), "purpose", c.Purpose,
			"provider", string(c.CheckedBy), "error", err)
		refused := &refusal.Refusal{Reason: refusal.CheckFailed}
		if e := (*providers.Error)(nil); errors.As(err, &e) {
			refused.RetryAfter = e.RetryAfter
		}
		return false, refused
	}
	if !right {
		return false, nil
	}
	if err := m.db.ForgetChecker(ctx, c.ID); err != nil {
		return false, fmt.Errorf("forget checker: %w", err)
	}
	return true, nil
}
