package config

import "time"

// Sessions holds the limits of sessions, which are checked at each refresh, and
// at our pages whenever a browser that is signed in comes back. Access tokens are
// good until they expire. Without timebox and inactivity_timeout a session, and
// its refresh tokens, last until somebody signs out: set timebox for an absolute
// end.
type Sessions struct {
	// Timebox ends a session so long after it began. 0 means never.
	Timebox time.Duration `toml:"timebox" default:"0s"`

	// InactivityTimeout ends a session that was not refreshed for so long. 0 means
	// never.
	InactivityTimeout time.Duration `toml:"inactivity_timeout" default:"0s"`

	// AllowLowAAL is how long the session of a user with a verified factor may go
	// without using it. 0 means for ever.
	AllowLowAAL time.Duration `toml:"allow_low_aal" default:"0s"`

	// SinglePerUser lets only the session live that was used last. Sessions of
	// browsers at our own pages are counted by themselves.
	SinglePerUser bool `toml:"single_per_user" default:"false"`

	// Tags tell kinds of sessions apart for single_per_user: a new session bears
	// the first of them.
	Tags []string `toml:"tags"`
}
