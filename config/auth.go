package config

import "time"

// Auth holds the rules of sign-in.
type Auth struct {
	// These sections share the table of the file, so that a room can be given one
	// of them.
	DefaultApp
	SignUps
	Passwords
	AccessTokens
	APIKeys
	RefreshTokens

	// EnableAccountDeletion lets people delete their account on the account page,
	// after a code to their number.
	EnableAccountDeletion bool `toml:"enable_account_deletion" default:"true"`

	// AuditLog stores the acts of users and admins in a table, for GET
	// /admin/audit. The log has them in any case.
	AuditLog bool `toml:"audit_log" default:"true"`

	// KeepAuditLog is how long entries stay in that table, at least an hour. 0
	// keeps all of them, and the table grows without limit.
	KeepAuditLog time.Duration `toml:"keep_audit_log" default:"2160h"`

	// KeepUnusedSessions is how long an unused session is kept: one for which
	// neither app nor page asks for a new access token. It only limits the size of
	// the table; for security set the shorter auth.sessions.inactivity_timeout. At
	// least an hour; 0 keeps sessions for ever.
	KeepUnusedSessions time.Duration `toml:"keep_unused_sessions" default:"9600h"`

	Theme      Theme      `toml:"theme"`
	SMS        SMS        `toml:"sms"`
	RateLimits RateLimits `toml:"rate_limits"`
	RateLimit  RateLimit  `toml:"rate_limit"`
	Sessions   Sessions   `toml:"sessions"`
	MFA        MFA        `toml:"mfa"`
	Captcha    Captcha    `toml:"captcha"`
	Hook       Hooks      `toml:"hook"`
}

// SignUps says who may become a user.
type SignUps struct {
	// EnableSignup lets unknown numbers sign up.
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// EnableAnonymousSignIns lets POST /signup without a number create an anonymous
	// user with a session.
	EnableAnonymousSignIns bool `toml:"enable_anonymous_sign_ins" default:"false"`

	// EnableManualLinking lets users remove one of their identities.
	EnableManualLinking bool `toml:"enable_manual_linking" default:"false"`
}

// Passwords are the rules of passwords.
type Passwords struct {
	// MinimumPasswordLength is in characters, at least 6.
	MinimumPasswordLength int `toml:"minimum_password_length" default:"6"`

	// PasswordRequirements is "", "letters_digits", "lower_upper_letters_digits",
	// "lower_upper_letters_digits_symbols", or sets of characters separated by
	// colons. A password needs a character of each set.
	PasswordRequirements string `toml:"password_requirements"`

	// PasswordChangeNeedsReauthentication requires a fresh code (the nonce of PUT
	// /user) to change a password in a session older than 24 hours.
	PasswordChangeNeedsReauthentication bool `toml:"password_change_needs_reauthentication" default:"false"`

	// PasswordChangeNeedsCurrentPassword requires the current password to change
	// it.
	PasswordChangeNeedsCurrentPassword bool `toml:"password_change_needs_current_password" default:"false"`
}
