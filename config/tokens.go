package config

import "time"

// jwtAlgorithms are the values of auth.jwt_algorithm.
var jwtAlgorithms = []string{"ES256", "ES512", "RS256", "RS512", "EdDSA", "HS256"}

// AccessTokens say what access tokens hold and what signs them.
type AccessTokens struct {
	// JWTExpiry is the lifetime of an access token; a bare number is seconds. At
	// most 604800 s.
	JWTExpiry time.Duration `toml:"jwt_expiry" default:"3600s"`

	// JWTAlgorithm signs access tokens: "ES256", "ES512", "RS256", "RS512" or
	// "EdDSA" with secrets.signing_key, whose public half is published at
	// /auth/v1/.well-known/jwks.json, or "HS256" with jwt_secret. Keys listed in
	// signing_keys_path or jwt_keys, and those of `web keys`, have their own.
	JWTAlgorithm string `toml:"jwt_algorithm" default:"ES256"`

	// JWTSecret is the shared secret of HS256, at least 32 characters. With it
	// set, HS256 "anon" and "service_role" JWTs signed by it are API keys too.
	JWTSecret string `toml:"jwt_secret" secret:"true"`

	// JWTKeyID is the kid of tokens that jwt_secret signs. Empty: they have none.
	JWTKeyID string `toml:"jwt_key_id"`

	// SigningKeysPath is a JSON file of private JWKs, as the Supabase CLI makes
	// it: an array, or {"keys":[…]}. The first one whose key_ops do not forbid it
	// signs access tokens; the others check them, and public ones may be among
	// them. Relative to the settings file that names it.
	SigningKeysPath string `toml:"signing_keys_path"`

	// JWTKeys is the content of such a file. jwt_secret counts beside it only if
	// a key for HS256 is listed.
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

// ListsKeys tells whether keys are given as a list, whose own algorithms count.
func (a AccessTokens) ListsKeys() bool { return a.JWTKeys != "" || a.SigningKeysPath != "" }

// SigningKeys are the settings that say which keys sign access tokens and which
// check them. They are words: auth/keyring reads the keys.
type SigningKeys struct {
	AccessTokens
	SigningKey string // secrets.signing_key
	Production bool   // where no key is made that lacks
}

// SigningKeys picks them.
func (c *Config) SigningKeys() SigningKeys {
	return SigningKeys{AccessTokens: c.Auth.AccessTokens, SigningKey: c.Secrets.SigningKey, Production: c.Mode == Production}
}

// RefreshTokens are the rules of refresh tokens.
type RefreshTokens struct {
	// RefreshTokenReuseInterval is how long after a rotation any older refresh
	// token of the session still yields the current one; a bare number is
	// seconds. The direct parent of the current one always does.
	RefreshTokenReuseInterval time.Duration `toml:"refresh_token_reuse_interval" default:"10s"`

	// EnableRefreshTokenRotation ends a session when one of its older refresh
	// tokens is used after the reuse interval. Off, such a token is only refused.
	EnableRefreshTokenRotation bool `toml:"enable_refresh_token_rotation" default:"true"`

	// RefreshTokenAllowReuse lets every refresh token of a session yield the
	// current one for ever. It makes a stolen token as good as the real one.
	RefreshTokenAllowReuse bool `toml:"refresh_token_allow_reuse" default:"false"`

	// RefreshTokenAllowNewer accepts a refresh token that is newer than its session,
	// once. Its signature proves that the database lost rows: it was restored from a
	// backup, or a standby took over without the last of them. Off, everybody who
	// refreshed meanwhile must sign in again. See "Refresh tokens" in
	// docs/security.md.
	RefreshTokenAllowNewer bool `toml:"refresh_token_allow_newer" default:"true"`

	// RefreshTokenVersion is the form of refresh tokens of new sessions: 2, or 1
	// (or 0) for the 12-character form, which has a row each. Both are always
	// accepted; with 2, a session with tokens of 12 characters is moved to version
	// 2 when it is refreshed.
	RefreshTokenVersion int `toml:"refresh_token_version" default:"2"`
}

// APIKeys are the keys that apps and servers send to the JSON API.
type APIKeys struct {
	// PublishableKey is the API key that apps carry ("sb_publishable_…"). It is
	// not secret: it names the project and nothing more.
	PublishableKey string `toml:"publishable_key"`

	// SecretKey is the API key of servers ("sb_secret_…").
	SecretKey string `toml:"secret_key" secret:"true"`

	// AnonKey is an older API key of apps, taken beside publishable_key.
	AnonKey string `toml:"anon_key"`

	// ServiceRoleKey is an older API key of servers, taken beside secret_key.
	ServiceRoleKey string `toml:"service_role_key" secret:"true"`
}
