package config

import "time"

// SMS holds the rules of codes and the providers of messages.
type SMS struct {
	// EnableSignup turns sign-in by phone on. When off, phone requests are answered
	// with "Unsupported phone provider".
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// EnableConfirmations requires a code before a number counts as verified. When
	// off, a sign-up with a password and a change of number need no code: only for
	// tests.
	EnableConfirmations bool `toml:"enable_confirmations" default:"true"`

	// Template is the text of messages with a code in every language: a Go template
	// with {{ .Code }}, {{ .AppName }} and {{ .SiteHost }}. Default: the text of
	// the person's language, see docs/message-texts.md.
	Template string `toml:"template"`

	// Templates are such texts by language, a BCP 47 tag such as "de". They take
	// precedence over template. In the environment a text cannot contain a comma.
	Templates map[string]string `toml:"templates"`

	// WhatsAppTemplates are the same for WhatsApp.
	WhatsAppTemplates map[string]string `toml:"whatsapp_templates"`

	// SiteHost is the host of the site that takes codes requested through the JSON
	// API on its own pages, such as "www.example.com". Their messages then end with
	// a line that lets the browser fill in the code there and nowhere else. Empty:
	// no such line.
	SiteHost string `toml:"site_host"`

	// AndroidHash is the 11-character hash of the Android app that requests codes
	// through the JSON API. Their messages then end with it, so that Android passes
	// them to the app (SMS Retriever). It replaces the line of site_host.
	AndroidHash string `toml:"android_hash"`

	// MaxFrequency is the Supabase name of auth.rate_limits.otp.period, which wins
	// if both are set. After Load both hold the period in effect.
	MaxFrequency time.Duration `toml:"max_frequency"`

	// OTPLength is the number of digits of a code, 6 to 10.
	OTPLength int `toml:"otp_length" default:"6"`

	// DiscloseUnknown lets the JSON API answer otp_disabled or signup_disabled for
	// unknown numbers, as clients of the wire protocol expect. When off, known and
	// unknown numbers get the same answer there too. Pages never show the
	// difference.
	DiscloseUnknown bool `toml:"disclose_unknown" default:"true"`

	// NextChannelAfter is how long after a message without a delivery report the
	// code page offers the other channel, or next_channel = "try" uses it. 0 means
	// never.
	NextChannelAfter time.Duration `toml:"next_channel_after" default:"30s"`

	// NextChannel is what happens then, or when a message is reported as not
	// delivered: "offer" shows a button; "try" also sends the same code by the
	// other channel, once, out of the same budget.
	NextChannel string `toml:"next_channel" default:"offer"`

	// KeepMessages is how long rows of the table of messages are kept. They hold no
	// number, text or code.
	KeepMessages time.Duration `toml:"keep_messages" default:"2160h"`

	// KeepHistory is how far back "web why" and GET /admin/numbers/…/timeline see.
	// For this time messages keep the keyed hash of their number, and refused
	// requests and wrong codes are counted under it. A week is enough, because
	// people complain within days. Reports of STOP need the hash for a day, so less
	// is refused.
	KeepHistory time.Duration `toml:"keep_history" default:"168h"`

	// NotifyPhoneChange sends a notice to the old number when an account's number
	// changes.
	NotifyPhoneChange bool `toml:"notify_phone_change" default:"true"`

	// Countries are the countries to which messages are sent, as ISO codes such as
	// "DE". Empty means all.
	Countries []string `toml:"countries"`

	// DefaultCountry is the preselected country on the phone page if no better one
	// is known.
	DefaultCountry string `toml:"default_country"`

	// PinnedCountries are listed first on the phone page, in this order.
	PinnedCountries []string `toml:"pinned_countries"`

	// TestOTP maps numbers to fixed codes. No messages are sent to them. Outside
	// development it needs test_otp_valid_until.
	TestOTP map[string]string `toml:"test_otp" secret:"true"`

	// TestOTPValidUntil ends the test numbers, RFC 3339.
	TestOTPValidUntil time.Time `toml:"test_otp_valid_until"`

	// SendBudget is the longest time to send one message, over all providers. It
	// must be shorter than server.request_timeout.
	SendBudget time.Duration `toml:"send_budget" default:"8s"`

	// SendInDevelopment also sends messages in development mode, through the
	// enabled providers or a send_sms hook on another machine, to try them out.
	// Messages cost money. A send_sms hook on this machine, or in the database, is
	// always used.
	SendInDevelopment bool `toml:"send_in_development" default:"false"`

	// MaxInFlight is how many messages may be sent at one provider at once. Beyond
	// it the next provider is tried, so that a provider that hangs delays no other
	// message.
	MaxInFlight int `toml:"max_in_flight" default:"128"`

	// BreakerFailures is how many messages must fail in a row to put a provider out
	// of service: it is then tried last, until a probe succeeds. Half of the last
	// twenty have the same effect. Failures of one number or text do not count.
	BreakerFailures int `toml:"breaker_failures" default:"5"`

	// BreakerPause is how long a provider is out of service before one message
	// probes it. It doubles with each failed probe, up to two minutes.
	BreakerPause time.Duration `toml:"breaker_pause" default:"10s"`

	// Routes choose the providers for a number: the longest prefix wins, then the
	// country, then the route without either. Without routes every message is tried
	// with all enabled providers in the order twilio, twilio_verify, messagebird,
	// vonage, textlocal, http.
	Routes []Route `toml:"routes"`

	Twilio       Twilio       `toml:"twilio"`
	TwilioVerify TwilioVerify `toml:"twilio_verify"`
	MessageBird  MessageBird  `toml:"messagebird"`
	Vonage       Vonage       `toml:"vonage"`
	Textlocal    Textlocal    `toml:"textlocal"`
	HTTP         HTTPSender   `toml:"http"`
}
