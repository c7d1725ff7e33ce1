package config

import "time"

// RateLimits holds the limits on asking and trying.
type RateLimits struct {
	OTP OTPLimits `toml:"otp"`
}

// OTPLimits holds the two times that every user of the product meets.
type OTPLimits struct {
	// Period is how long a number waits after a message before it may ask for
	// another. The wait doubles and then quintuples as requests repeat without a
	// sign-in. A bare number is seconds. Wins over auth.sms.max_frequency.
	// Default: auth.sms.max_frequency, or 60s.
	Period time.Duration `toml:"period"`

	// Validity is how long a code is good for after the newest message with it; a
	// bare number is seconds. More than 600 s is refused. Whoever asks again within
	// ten minutes gets the same code again, so a message that comes late is of use.
	// No code is good for longer than ten minutes, or a minute after a message of
	// the tenth.
	Validity time.Duration `toml:"validity" default:"60s"`
}

// RateLimit holds how much one client may ask of the JSON API. A client is an
// address, or a /64 of IPv6, and asks at most 30 times at once. Pages count as
// the API. The counts are shared by all replicas. 0 means no limit. In
// development mode requests from this machine are not limited unless one of
// these is set; those with the secret key never are.
type RateLimit struct {
	// SMSSent is how many messages may be sent in sms_sent_period, all numbers and
	// purposes together. It does not count messages to the development inbox,
	// unless it is set.
	SMSSent int `toml:"sms_sent" default:"30"`

	// SMSSentPeriod is that period.
	SMSSentPeriod time.Duration `toml:"sms_sent_period" default:"1h"`

	// SignInSignUps limits requests for codes, sign-ups and changes of users: so
	// many per 5 minutes and client, each kind of request by itself.
	SignInSignUps int `toml:"sign_in_sign_ups" default:"30"`

	// TokenVerifications limits entered codes per 5 minutes and client.
	TokenVerifications int `toml:"token_verifications" default:"30"`

	// TokenRefresh limits POST /token per 5 minutes and client.
	TokenRefresh int `toml:"token_refresh" default:"150"`

	// AnonymousUsers limits anonymous sign-ups per hour and client.
	AnonymousUsers int `toml:"anonymous_users" default:"30"`

	// MFA limits challenges of factors, and answers to them, per minute and client.
	MFA int `toml:"mfa" default:"15"`
}
