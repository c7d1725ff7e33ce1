package otp

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// supersededFor is how long a superseded code is recognised after its challenge was
// made. Few messages arrive later.
const supersededFor = time.Hour

// spareSuperseded gives the try back if somebody entered the code of an older message,
// whose challenge a new one superseded. found reports whether it was such a code. Who
// enters one does not guess: it came with a message to the number. The code stays wrong,
// so guessing gains nothing: of a million codes at most five cost no try. At a second
// factor every try counts, because the factor counts them too.
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

// isCodeOf reports whether a code belongs to one of some challenges.
func (ck *Checker) isCodeOf(some []models.Challenge, code string) bool {
	for i := range some {
		if secrets.Equal(code, ck.codeOf(&some[i])) {
			return true
		}
	}
	return false
}
