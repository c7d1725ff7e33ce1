// Package secrets makes everything that nobody may guess, and recognises it again.
//
// One key is outside the database, the master key. For each use another key is
// derived from it, so that a leaked database makes nothing:
//
//	codes           derived from a challenge's nonce, stored nowhere
//	refresh tokens  derived from a session and a counter
//	numbers         stored as keyed hashes where a table must not hold them
//	factors, keys   encrypted, each bound to its row
//
// Links and auth codes are random, and only their hashes are stored. Randomness is
// passed in, and so is fixed in tests. Nothing here may be logged, put into an error
// or compared other than in constant time.
package secrets
