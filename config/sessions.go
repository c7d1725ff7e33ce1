package config

import "time"

// Sessions holds the limits of sessions. They are checked at each refresh, and on
// our pages at each visit of a signed-in browser. Access tokens stay valid until
// they expire. Without timebox and inactivity_timeout a session and its refresh
// tokens last until sign-out: set timebox for an absolute end.
type Sessions struct {
	// Timebox is the longest life of a session. 0 means no limit.
	Timebox time.Duration `toml:"timebox" default:"0s"`

	// InactivityTimeout ends a session that was not refreshed for this long. 0
	// means never.
	InactivityTimeout time.Duration `toml:"inactivity_timeout" default:"0s"`

	// AllowLowAAL is how long a session of a user with a verified factor may stay
	// without its use. 0 means for ever.
	AllowLowAAL time.Duration `toml:"allow_low_aal" default:"0s"`

	// SinglePerUser keeps only the session that was used last. Sessions of browsers
	// on our own pages are counted separately.
	SinglePerUser bool `toml:"single_per_user" default:"false"`

	// Tags separate kinds of sessions for single_per_user: a new session has the
	// first of them.
	Tags []string `toml:"tags"`
}
