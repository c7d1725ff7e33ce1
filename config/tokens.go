package config

import "time"

// jwtAlgorithms are the values of auth.jwt_algorithm.
var jwtAlgorithms = []string{"ES256", "ES512", "RS256", "RS512", "EdDSA", "HS256"}

// AccessTokens sets the content and the keys of access tokens.
type AccessTokens struct {
	// JWTExpiry is the lifetime of an access token; a bare number is seconds. At
	// most 604800 s.
	JWTExpiry time.Duration `toml:"jwt_expiry" default:"3600s"`

	// JWTAlgorithm is the algorithm of access tokens: "ES256", "ES512", "RS256",
	// "RS512" or "EdDSA" with secrets.signing_key, whose public half is published
	// at /auth/v1/.well-known/jwks.json, or "HS256" with jwt_secret. Keys of
	// signing_keys_path, jwt_keys and `web keys` have their own algorithms.
	JWTAlgorithm string `toml:"jwt_algorithm" default:"ES256"`

	// JWTSecret is the shared secret of HS256, at least 32 characters. If set,
	// "anon" and "service_role" JWTs signed with it by HS256 are API keys too.
	JWTSecret string `toml:"jwt_secret" secret:"true"`

	// JWTKeyID is the kid of tokens signed with jwt_secret. Empty: none.
	JWTKeyID string `toml:"jwt_key_id"`

	// SigningKeysPath is a JSON file of private JWKs in the form of the Supabase
	// CLI: an array, or {"keys":[…]}. The first one whose key_ops allow it signs
	// access tokens; the others verify them. Public keys are allowed. Relative to
	// the settings file that names it.
	SigningKeysPath string `toml:"signing_keys_path"`

	// JWTKeys is the content of such a file. With it jwt_secret is in use only if a
	// key for HS256 is listed.
	JWTKeys string `toml:"jwt_keys" secret:"true"`

	// JWTIssuer is the iss claim of tokens.
	// Default: server.public_url with /auth/v1.
	JWTIssuer string `toml:"jwt_issuer"`

	// JWTAud is the audience of new users, and of their tokens.
	JWTAud string `toml:"jwt_aud" default:"authenticated"`

	// JWTDefaultRole is the role of new users: the Postgres role of row level
	// security.
	JWTDefaultRole string `toml:"jwt_default_role" default:"authenticated"`

	// JWTAdminRoles are the roles whose tokens may call /admin.
	JWTAdminRoles []string `toml:"jwt_admin_roles" default:"service_role,supabase_admin"`
}

// ListsKeys reports whether keys are given as a list, which sets their algorithms.
func (a AccessTokens) ListsKeys() bool { return a.JWTKeys != "" || a.SigningKeysPath != "" }

// SigningKeys are the settings of the keys that sign and verify access tokens.
// auth/keyring reads the keys.
type SigningKeys struct {
	AccessTokens
	SigningKey string // secrets.signing_key
	Production bool   // in production no missing key is made
}

// SigningKeys returns the settings of the signing keys.
func (c *Config) SigningKeys() SigningKeys {
	return SigningKeys{AccessTokens: c.Auth.AccessTokens, SigningKey: c.Secrets.SigningKey, Production: c.Mode == Production}
}

// RefreshTokens are the rules of refresh tokens.
type RefreshTokens struct {
	// RefreshTokenReuseInterval is how long after a rotation any older refresh
	// token of the session still returns the current one; a bare number is seconds.
	// The direct parent of the current one always does.
	RefreshTokenReuseInterval time.Duration `toml:"refresh_token_reuse_interval" default:"10s"`

	// EnableRefreshTokenRotation ends a session when one of its older refresh
	// tokens is used after the reuse interval. When off, such a token is only
	// refused.
	EnableRefreshTokenRotation bool `toml:"enable_refresh_token_rotation" default:"true"`

	// RefreshTokenAllowReuse lets every refresh token of a session return the
	// current one for ever. A stolen token is then as good as the real one.
	RefreshTokenAllowReuse bool `toml:"refresh_token_allow_reuse" default:"false"`

	// RefreshTokenAllowNewer accepts a refresh token that is newer than its
	// session, once. Its signature proves that the database lost rows: it was
	// restored from a backup, or a standby without the last rows took over. When
	// off, everybody who refreshed meanwhile must sign in again. See "Refresh
	// tokens" in docs/security.md.
	RefreshTokenAllowNewer bool `toml:"refresh_token_allow_newer" default:"true"`

	// RefreshTokenVersion is the form of refresh tokens of new sessions: 2, or 1
	// (or 0) for the 12-character form, which has a row each. Both are always
	// accepted. With 2, a session with 12-character tokens changes to version 2
	// when it is refreshed.
	RefreshTokenVersion int `toml:"refresh_token_version" default:"2"`
}

// APIKeys are the keys that apps and servers send to the JSON API.
type APIKeys struct {
	// PublishableKey is the API key of apps ("sb_publishable_…"). It is not secret
	// and only names the project.
	PublishableKey string `toml:"publishable_key"`

	// SecretKey is the API key of servers ("sb_secret_…").
	SecretKey string `toml:"secret_key" secret:"true"`

	// AnonKey is an older API key of apps, accepted beside publishable_key.
	AnonKey string `toml:"anon_key"`

	// ServiceRoleKey is an older API key of servers, accepted beside secret_key.
	ServiceRoleKey string `toml:"service_role_key" secret:"true"`
}
