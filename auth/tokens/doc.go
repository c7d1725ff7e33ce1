// Package tokens makes and reads the tokens of apps: access tokens (JWT, RFC 7519),
// the key set to verify them (RFC 7517), refresh tokens and API keys. It uses bytes
// and time, and no database: a valid token does not prove that its session lives, and
// callers must ask auth/sessions for that.
package tokens
