package config

import "time"

// RateLimits holds the limits of codes.
type RateLimits struct {
	OTP OTPLimits `toml:"otp"`
}

// OTPLimits holds the times of one-time codes.
type OTPLimits struct {
	// Period is how long a number waits after a message before it may ask for
	// another. The wait doubles and then quintuples as requests repeat without a
	// sign-in. A bare number is seconds. Wins over auth.sms.max_frequency.
	// Default: auth.sms.max_frequency, or 60s.
	Period time.Duration `toml:"period"`

	// Validity is how long a code is valid after its newest message; a bare number
	// is seconds. More than 600 s is refused. A repeated request within ten minutes
	// sends the same code again, so that a late message still works. At the latest a
	// code expires ten minutes after it was made, or one minute after its last
	// message if that is later.
	Validity time.Duration `toml:"validity" default:"60s"`
}

// RateLimit limits the requests of one client to the JSON API and the pages. A
// client is an address, or a /64 of IPv6. It may make at most 30 requests at once.
// All replicas share the counts. 0 means no limit. In development mode requests
// from this machine are not limited unless one of these is set. Requests with the
// secret key are never limited.
type RateLimit struct {
	// SMSSent is how many messages may be sent in sms_sent_period, for all numbers
	// and purposes together. Messages to the development inbox count only when this
	// is set.
	SMSSent int `toml:"sms_sent" default:"30"`

	// SMSSentPeriod is the period of sms_sent.
	SMSSentPeriod time.Duration `toml:"sms_sent_period" default:"1h"`

	// SignInSignUps limits requests for codes, sign-ups and changes of users: per 5
	// minutes and client, each kind of request separately.
	SignInSignUps int `toml:"sign_in_sign_ups" default:"30"`

	// TokenVerifications limits entered codes per 5 minutes and client.
	TokenVerifications int `toml:"token_verifications" default:"30"`

	// TokenRefresh limits POST /token per 5 minutes and client.
	TokenRefresh int `toml:"token_refresh" default:"150"`

	// AnonymousUsers limits anonymous sign-ups per hour and client.
	AnonymousUsers int `toml:"anonymous_users" default:"30"`

	// MFA limits challenges of factors, and codes entered for them, per minute and
	// client, separately.
	MFA int `toml:"mfa" default:"15"`
}
