package limits

import "time"

// proofLife is how long the proof of a current number counts: long enough to type
// the new number and wait for its code, twice.
const proofLife = 15 * time.Minute

// Proven reports whether a number that was proved at a time counts as proved. Who
// changes or deletes an account needs fresh proof of its number (H1, S13).
func Proven(at, now time.Time) bool { return Within(at, proofLife, now) }
