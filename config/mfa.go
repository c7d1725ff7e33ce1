package config

import "time"

// MFA holds the rules of second factors.
type MFA struct {
	// MaxEnrolledFactors bounds the factors of one user.
	MaxEnrolledFactors int `toml:"max_enrolled_factors" default:"10"`

	// ChallengeExpiry is how long a challenge of a factor may be answered; a bare
	// number is seconds. A code sent to a number is never good for more than ten
	// minutes.
	ChallengeExpiry time.Duration `toml:"challenge_expiry" default:"300s"`

	// SameAddress lets a challenge be answered only from the address that asked for
	// it, or from the same /64 of IPv6. Turn it off where people change networks
	// between the two, such as from Wi-Fi to mobile.
	SameAddress bool `toml:"same_address" default:"true"`

	TOTP  MFATOTP  `toml:"totp"`
	Phone MFAPhone `toml:"phone"`
}

// MFATOTP switches authenticator apps (RFC 6238) as second factors.
type MFATOTP struct {
	// EnrollEnabled lets users add one.
	EnrollEnabled bool `toml:"enroll_enabled" default:"true"`

	// VerifyEnabled lets users use one.
	VerifyEnabled bool `toml:"verify_enabled" default:"true"`
}

// MFAPhone switches numbers as second factors.
type MFAPhone struct {
	// EnrollEnabled lets users add one.
	EnrollEnabled bool `toml:"enroll_enabled" default:"false"`

	// VerifyEnabled lets users use one.
	VerifyEnabled bool `toml:"verify_enabled" default:"false"`

	// OTPLength is the number of digits of a code, 6 to 10.
	OTPLength int `toml:"otp_length" default:"6"`

	// Template is the text of a message. Default: auth.sms.template.
	Template string `toml:"template"`

	// MaxFrequency is how long a factor's number waits after a message before it
	// may ask for another. Default: auth.rate_limits.otp.period.
	MaxFrequency time.Duration `toml:"max_frequency"`
}
