// Package keyring reads the keys of access tokens from the settings.
//
// A key may come from a list (auth.jwt_keys, or the file of auth.signing_keys_path),
// from secrets.signing_key, or be auth.jwt_secret:
//
//	given                  signs                        checks besides
//	a list                 its first key that may sign  the rest of it, secrets.signing_key, and jwt_secret
//	                                                    if a key for HS256 is listed
//	jwt_algorithm = HS256  jwt_secret                   secrets.signing_key
//	neither                secrets.signing_key          jwt_secret
//
// Package config holds the words and does not know what a key is; package tokens
// knows keys and no settings. What is wrong is told as config.Problems, all at once,
// by the name of the setting. No key and no secret is ever shown, and nothing is made
// here.
package keyring
