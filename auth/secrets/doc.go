// Package secrets makes and recognises everything that must not be guessed.
//
// The master key is the one key outside the database. Each use has its own key
// derived from it, so a leaked database alone is of no use:
//
//	codes           derived from a challenge's nonce, stored nowhere
//	refresh tokens  derived from a session and a counter
//	numbers         stored as keyed hashes where a table must not hold them
//	factors, keys   encrypted, each bound to its row
//
// Links and auth codes are random, and only their hashes are stored. Randomness is
// a parameter, so tests can fix it. Values of this package must never be logged or
// put into an error, and are compared in constant time only.
package secrets
