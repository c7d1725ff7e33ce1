package config

// The two values of mode.
const (
	Development = "development"
	Production  = "production"
)

// Config holds all settings. Only cmd/web and auth/domain see the whole; each room
// is given its own section.
type Config struct {
	// Mode is "development" or "production". In development messages go to the
	// inbox page /dev/inbox and to the log. They go to phones only with
	// auth.sms.send_in_development or a send_sms hook on this machine. Missing
	// secrets are made and kept in data_dir, and public_url must be on loopback.
	Mode string `toml:"mode" default:"development"`

	Server   Server   `toml:"server"`
	Database Database `toml:"database"`
	Auth     Auth     `toml:"auth"`
	Secrets  Secrets  `toml:"secrets"`
	Log      Log      `toml:"log"`

	// Apps are the relying apps, which may send people to the login pages and get
	// them back. The default app needs no id; auth.site_url and
	// auth.additional_redirect_urls describe it.
	Apps []App `toml:"apps"`

	given   []string // the paths of the keys that were set, see Given
	remarks Problems // of Load, for Warnings
}
