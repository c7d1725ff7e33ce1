package auth

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// olderFor is how long after it was made a code is known as an older one: few
// messages come later than that.
const olderFor = time.Hour

// spareOlder gives the try back where what was entered is the code of an older
// message, whose place a new code took. Nobody guesses who enters it: it came with
// a message to the number. It stays wrong, so there is nothing to win by trying:
// the older code is over for good, and of a million guesses five at the most cost
// no try. Guesses at a second factor are counted elsewhere too, and all count.
// It tells whether it was one.
func (s *Service) spareOlder(ctx context.Context, a Attempt, live []models.Challenge) (found bool, err error) {
	if a.Purpose == MFA {
		return false, nil
	}
	for i := range live {
		c := &live[i]
		older, err := s.db.SupersededChallenges(ctx, c, s.now().Add(-olderFor), s.now())
		if err != nil {
			return false, fmt.Errorf("find older codes: %w", err)
		}
		if !s.isCodeOf(older, a.Code) {
			continue
		}
		if err := s.db.ReturnTry(ctx, c.ID); err != nil {
			return false, fmt.Errorf("return try: %w", err)
		}
		c.Tries--
		found = true
	}
	return found, nil
}

// isCodeOf reports whether a code is that of one of some challenges.
func (s *Service) isCodeOf(some []models.Challenge, code string) bool {
	for i := range some {
		if secrets.Equal(code, secrets.Code(s.codeKey, &some[i], s.codes(Purpose(some[i].Purpose)).Digits)) {
			return true
		}
	}
	return false
}
