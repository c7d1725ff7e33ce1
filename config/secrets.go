package config

// Secrets are kept outside the database, so that a leaked database holds no
// code, session or token that can be used. Development mode makes what is
// missing and keeps it in secrets.toml in server.data_dir.
type Secrets struct {
	// MasterKey is 32 random bytes in base64. Codes, refresh tokens and form
	// tokens are derived from it: changing it ends all of them. Signing keys in the
	// database are encrypted with it: with another one the program does not start.
	MasterKey string `toml:"master_key" secret:"true"`

	// SigningKey is the private JWK that signs access tokens, by default one of
	// type EC on curve P-256. Where another key signs, it still checks them.
	SigningKey string `toml:"signing_key" secret:"true"`

	// CookieKeys are one or more 32-byte keys in base64 for the page cookie. The
	// first one signs; the others are still accepted, so that keys can be
	// rotated.
	CookieKeys []string `toml:"cookie_keys" secret:"true"`
}
