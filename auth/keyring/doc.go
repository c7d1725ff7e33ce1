// Package keyring holds the keys that access tokens are signed and checked with.
//
// Some come from the settings, and Read reads them: a list (auth.jwt_keys, or the file
// of auth.signing_keys_path), secrets.signing_key, and auth.jwt_secret.
//
//	given                  signs                        checks besides
//	a list                 its first key that may sign  the rest of it, secrets.signing_key, and jwt_secret
//	                                                    if a key for HS256 is listed
//	jwt_algorithm = HS256  jwt_secret                   secrets.signing_key
//	neither                secrets.signing_key          jwt_secret
//
// Others are in the database, and a Store is these, as an operator changes them. Each is
// in one state:
//
//	standby   is published and checks, and signs nothing yet   by Add
//	current   signs and checks; there is one at the most       by Rotate
//	previous  checks, and may sign again                       when another one is rotated to
//
// Retire removes a key on standby or a previous one, never the current one. So
// whoever caches the key set knows a key before it signs, and tokens outlive the turn
// of their key.
//
// A Keyring is what one process uses of both. The current key signs; where the database
// has none, the first one of the settings does. Reload takes up what was changed in the
// database. So does Verify when it meets a kid that it does not know, because another
// replica may sign with it already.
//
// Package config holds the words and does not know what a key is; package tokens
// knows keys and no settings. What is wrong with the settings is told as
// config.Problems, all at once, by the name of the setting.
//
// No private half is stored but encrypted, bound to its kid; none is shown in an error
// or in the log. Keys that cannot be read change nothing: those in use stay in use. No
// request waits for more than one statement, and made-up kids cause one a second. While
// the database is away, a token of an unknown kid is not called bad.
package keyring
