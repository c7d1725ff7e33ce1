// Package tokens makes and reads the tokens that apps carry: access tokens
// (JWT, RFC 7519), the key set that others check them with (RFC 7517), refresh
// tokens and API keys. It knows bytes and time, and no database.
package tokens
