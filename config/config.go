package config

// The two values of mode.
const (
	Development = "development"
	Production  = "production"
)

// Config is everything that an operator can set. Only cmd/web and auth/domain see
// the whole; each room is given its own section.
type Config struct {
	// Mode is "development" or "production". In development messages go to the
	// inbox page /dev/inbox and to the log, and to phones only where
	// auth.sms.send_in_development or a send_sms hook on this machine sends them.
	// Missing secrets are made and kept in data_dir, and only a loopback public_url
	// is accepted.
	Mode string `toml:"mode" default:"development"`

	Server   Server   `toml:"server"`
	Database Database `toml:"database"`
	Auth     Auth     `toml:"auth"`
	Secrets  Secrets  `toml:"secrets"`
	Log      Log      `toml:"log"`

	// Apps are the relying apps: whoever may send people to the login pages and
	// get them back. The default app, which needs no id, is made of
	// auth.site_url and auth.additional_redirect_urls.
	Apps []App `toml:"apps"`

	given   []string // the paths of the keys that were set, see Given
	remarks Problems // of Load, told by Warnings
}
