// Package keyring holds the keys that sign and verify access tokens.
//
// Some keys come from the settings; Read reads them: a list (auth.jwt_keys, or the
// file of auth.signing_keys_path), secrets.signing_key, and auth.jwt_secret.
//
//	settings               signing key                  further verifying keys
//	a list                 its first key that may sign  the rest of it, secrets.signing_key, and jwt_secret
//	                                                    if a key for HS256 is listed
//	jwt_algorithm = HS256  jwt_secret                   secrets.signing_key
//	neither                secrets.signing_key          jwt_secret
//
// Others are in the database; a Store manages them for an operator. Each is in one
// state:
//
//	standby   published and verifies; does not sign yet  by Add
//	current   signs and verifies; at most one key        by Rotate
//	previous  verifies, and may sign again               when Rotate makes another key current
//
// Retire removes a standby or a previous key, never the current one. So clients
// that cache the key set know a key before it signs, and tokens stay valid after a
// rotation.
//
// A Keyring combines both for one process. The current key signs; if the database
// has none, the first key of the settings does. Reload loads changes of the
// database. Verify does so too when it meets an unknown kid, because another
// replica may already sign with a new key.
//
// Package config holds the settings and does not know keys; package tokens knows
// keys and no settings. Problems of the settings are returned as config.Problems,
// all at once, by setting.
//
// If keys of the database cannot be read, the keys in use stay. A request waits for one
// statement at most, and made-up kids cause one statement a second.
//
// The room must never store a private key unencrypted (each is bound to its kid), show
// one in an error or in the log, or call a token with an unknown kid invalid while the
// database is down.
package keyring
