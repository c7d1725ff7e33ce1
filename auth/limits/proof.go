package limits

import "time"

// proofLife is how long a proof of the current number counts: long enough to type
// the new number and wait for its code, twice.
const proofLife = 15 * time.Minute

// Proven reports whether a proof from a time still counts. Changing or deleting an
// account needs a fresh proof of its number (H1, S13).
func Proven(at, now time.Time) bool { return Within(at, proofLife, now) }
