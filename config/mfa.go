package config

import "time"

// MFA holds the rules of second factors.
type MFA struct {
	// MaxEnrolledFactors is the most factors of one user.
	MaxEnrolledFactors int `toml:"max_enrolled_factors" default:"10"`

	// ChallengeExpiry is how long a challenge of a factor may be answered; a bare
	// number is seconds. A code sent to a number is never valid for more than ten
	// minutes.
	ChallengeExpiry time.Duration `toml:"challenge_expiry" default:"300s"`

	// SameAddress accepts the answer to a challenge only from the address that
	// asked for it, or from the same /64 of IPv6. Turn it off if people change
	// networks in between, such as from Wi-Fi to mobile.
	SameAddress bool `toml:"same_address" default:"true"`

	TOTP  MFATOTP  `toml:"totp"`
	Phone MFAPhone `toml:"phone"`
}

// MFATOTP sets the use of authenticator apps (RFC 6238) as second factors.
type MFATOTP struct {
	// EnrollEnabled lets users add one.
	EnrollEnabled bool `toml:"enroll_enabled" default:"true"`

	// VerifyEnabled lets users use one.
	VerifyEnabled bool `toml:"verify_enabled" default:"true"`
}

// MFAPhone sets the use of numbers as second factors.
type MFAPhone struct {
	// EnrollEnabled lets users add one.
	EnrollEnabled bool `toml:"enroll_enabled" default:"false"`

	// VerifyEnabled lets users use one.
	VerifyEnabled bool `toml:"verify_enabled" default:"false"`

	// OTPLength is the number of digits of a code, 6 to 10.
	OTPLength int `toml:"otp_length" default:"6"`

	// Template is the text of a message. Default: auth.sms.template.
	Template string `toml:"template"`

	// MaxFrequency is the time between two messages to a factor's number. Default:
	// auth.rate_limits.otp.period.
	MaxFrequency time.Duration `toml:"max_frequency"`
}
