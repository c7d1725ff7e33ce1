package config

// Secrets are kept outside the database, so that a leaked database holds no usable
// code, session or token. Development mode makes missing ones and keeps them in
// secrets.toml in server.data_dir.
type Secrets struct {
	// MasterKey is 32 random bytes in base64. Codes, refresh tokens and form tokens
	// are derived from it, so changing it ends all of them. It also encrypts
	// signing keys in the database: with another master key the program does not
	// start.
	MasterKey string `toml:"master_key" secret:"true"`

	// SigningKey is the private JWK that signs access tokens, by default of type EC
	// on curve P-256. When another key signs, this one still verifies.
	SigningKey string `toml:"signing_key" secret:"true"`

	// CookieKeys are one or more 32-byte keys in base64 for the page cookie. The
	// first one signs; the others are still accepted, for rotation.
	CookieKeys []string `toml:"cookie_keys" secret:"true"`
}
