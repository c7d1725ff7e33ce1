package otp

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
// message, whose place a new code took, and tells whether it was one. Nobody guesses
// who enters such a code: it came with a message to the number. It stays wrong, so
// trying wins nothing: an older code never becomes right again, and of a million
// guesses five at the most cost no try. Guesses at a second factor are counted
// elsewhere too, and all count.
func (ck *Checker) spareOlder(ctx context.Context, a Attempt, live []models.Challenge) (found bool, err error) {
	if a.Purpose == MFA {
		return false, nil
	}
	for i := range live {
		c := &live[i]
		older, err := ck.db.SupersededChallenges(ctx, c, ck.now().Add(-olderFor), ck.now())
		if err != nil {
			return false, fmt.Errorf("find older codes: %w", err)
		}
		if !ck.isCodeOf(older, a.Code) {
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
