package config

import "time"

// Auth holds the rules of signing in.
type Auth struct {
	// These are sections of the same table of the file, so that a room can be given
	// one of them.
	DefaultApp
	SignUps
	Passwords
	AccessTokens
	APIKeys
	RefreshTokens

	// EnableAccountDeletion lets people delete their account on the account page,
	// after a code to their number.
	EnableAccountDeletion bool `toml:"enable_account_deletion" default:"true"`

	// AuditLog keeps what users and admins did in a table, for GET /admin/audit.
	// The log has it either way.
	AuditLog bool `toml:"audit_log" default:"true"`

	// KeepAuditLog is how long an entry stays in that table, at least an hour. 0
	// keeps all of them, and the table grows for ever.
	KeepAuditLog time.Duration `toml:"keep_audit_log" default:"2160h"`

	// KeepUnusedSessions is how long a session lives in which nobody does anything:
	// neither app nor page asks for a new access token. It only bounds the table of
	// sessions; auth.sessions.inactivity_timeout is the shorter limit, for safety.
	// At least an hour; 0 keeps sessions for ever.
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

// SignUps say who may become a user.
type SignUps struct {
	// EnableSignup lets unknown numbers become users.
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// EnableAnonymousSignIns lets POST /signup without a number open a session of
	// a new anonymous user.
	EnableAnonymousSignIns bool `toml:"enable_anonymous_sign_ins" default:"false"`

	// EnableManualLinking lets users remove one of several identities.
	EnableManualLinking bool `toml:"enable_manual_linking" default:"false"`
}

// Passwords are the rules of passwords.
type Passwords struct {
	// MinimumPasswordLength is in characters, at least 6.
	MinimumPasswordLength int `toml:"minimum_password_length" default:"6"`

	// PasswordRequirements is "", "letters_digits", "lower_upper_letters_digits",
	// "lower_upper_letters_digits_symbols", or the sets of characters themselves,
	// separated by colons, of each of which a password needs one.
	PasswordRequirements string `toml:"password_requirements"`

	// PasswordChangeNeedsReauthentication asks for a fresh code (the nonce of PUT
	// /user) before a password is changed in a session older than 24 hours.
	PasswordChangeNeedsReauthentication bool `toml:"password_change_needs_reauthentication" default:"false"`

	// PasswordChangeNeedsCurrentPassword asks for the current password before it
	// is changed.
	PasswordChangeNeedsCurrentPassword bool `toml:"password_change_needs_current_password" default:"false"`
}
