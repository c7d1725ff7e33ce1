package otp

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// supersededFor is how long after it was made a superseded code is known: few
// messages come later than that.
const supersededFor = time.Hour

// spareSuperseded gives the try back where someone entered the code of an older message,
// whose place a new code took, and tells whether it was one. Whoever enters such a code
// does not guess: it came with a message to the number. It stays wrong, so trying wins
// nothing: of a million guesses five at the most cost no try. Guesses at a second
// factor are counted elsewhere too, and all count.
func (ck *Checker) spareSuperseded(ctx context.Context, a Attempt, live []models.Challenge) (found bool, err error) {
	if a.Purpose == MFA {
		return false, nil
	}
	for i := range live {
		c := &live[i]
		superseded, err := ck.db.SupersededChallenges(ctx, c, ck.now().Add(-supersededFor), ck.now())
		if err != nil {
			return false, fmt.Errorf("find older codes: %w", err)
		}
		if !ck.isCodeOf(superseded, a.Code) {
			continue
		}
		if err := ck.db.ReturnTry(ctx, c.ID); err != nil {
			return false, fmt.Errorf("return try: %w", err)
		}
		c.Tries--
		found = true
	}
	return found, nil
}

// isCodeOf reports whether a code is that of one of some challenges.
func (ck *Checker) isCodeOf(some []models.Challenge, code string) bool {
	for i := range some {
		if secrets.Equal(code, ck.codeOf(&some[i])) {
			return true
		}
	}
	return false
}
