package config

import "time"

// SMS holds the rules of codes and who carries them.
type SMS struct {
	// EnableSignup switches sign-in by phone on; off, phone requests are answered
	// "Unsupported phone provider".
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// EnableConfirmations asks for a code before a number counts as verified. Off,
	// a sign-up with a password and a change of number are believed at once: only
	// for tests.
	EnableConfirmations bool `toml:"enable_confirmations" default:"true"`

	// Template is the text of messages with a code, for people of every language:
	// a Go template with {{ .Code }}, {{ .AppName }} and {{ .SiteHost }}.
	// Default: the text of the person's language, see docs/message-texts.md.
	Template string `toml:"template"`

	// Templates are such texts by language, a BCP 47 tag such as "de". They win
	// over template. In the environment a text must not hold a comma.
	Templates map[string]string `toml:"templates"`

	// WhatsAppTemplates are the same for WhatsApp.
	WhatsAppTemplates map[string]string `toml:"whatsapp_templates"`

	// SiteHost is the host of the site whose own pages take the codes that are
	// asked for through the JSON API, such as "www.example.com". Their messages
	// then end with a line that lets the browser fill the code in there and
	// nowhere else. Empty: they have no such line.
	SiteHost string `toml:"site_host"`

	// AndroidHash is the 11-character hash of the Android app that asks for codes
	// through the JSON API. Their messages then end with it, so that Android hands
	// them to the app (SMS Retriever). It takes the place of site_host's line.
	AndroidHash string `toml:"android_hash"`

	// MaxFrequency is the Supabase name of auth.rate_limits.otp.period, which
	// wins where both are set. After Load both hold the period in effect.
	MaxFrequency time.Duration `toml:"max_frequency"`

	// OTPLength is the number of digits of a code, 6 to 10.
	OTPLength int `toml:"otp_length" default:"6"`

	// DiscloseUnknown lets the JSON API answer otp_disabled or signup_disabled
	// for unknown numbers, as clients of the wire protocol expect. Off, known and
	// unknown numbers get the same answer there too. Pages never tell.
	DiscloseUnknown bool `toml:"disclose_unknown" default:"true"`

	// NextChannelAfter is how long nothing may be heard of a message before the
	// code page offers the other channel, or next_channel = "try" takes it. 0 never
	// does.
	NextChannelAfter time.Duration `toml:"next_channel_after" default:"30s"`

	// NextChannel is what happens then, and when a message is reported as not
	// delivered: "offer" shows a button, "try" sends the same code by the other
	// channel too, once, out of the same budget.
	NextChannel string `toml:"next_channel" default:"offer"`

	// KeepMessages is how long the table of messages remembers one. Its rows hold
	// no number, text or code.
	KeepMessages time.Duration `toml:"keep_messages" default:"2160h"`

	// KeepHistory is how far back "web why" and GET /admin/numbers/…/timeline see.
	// For so long messages bear the keyed hash of their number, and refused requests
	// and wrong codes are counted under it. People complain within days, so a week
	// will do. A report of STOP needs the hash for a day, so less is refused.
	KeepHistory time.Duration `toml:"keep_history" default:"168h"`

	// NotifyPhoneChange tells the old number when an account's number changes.
	NotifyPhoneChange bool `toml:"notify_phone_change" default:"true"`

	// Countries are the countries that messages are sent to, as ISO codes such as
	// "DE". Empty means all.
	Countries []string `toml:"countries"`

	// DefaultCountry is the one chosen on the phone page for people of whom
	// nothing better is known.
	DefaultCountry string `toml:"default_country"`

	// PinnedCountries are listed first on the phone page, in this order.
	PinnedCountries []string `toml:"pinned_countries"`

	// TestOTP maps numbers to fixed codes for which nothing is sent. Outside
	// development it needs test_otp_valid_until.
	TestOTP map[string]string `toml:"test_otp" secret:"true"`

	// TestOTPValidUntil ends the test numbers, RFC 3339.
	TestOTPValidUntil time.Time `toml:"test_otp_valid_until"`

	// SendBudget bounds the sending of one message, all providers that are tried
	// together. Must be shorter than server.request_timeout.
	SendBudget time.Duration `toml:"send_budget" default:"8s"`

	// SendInDevelopment sends through the enabled providers, or a send_sms hook on
	// another machine, in development mode too, besides the inbox, for trying them
	// out. Messages cost money. A send_sms hook on this machine, or in the database,
	// is always asked.
	SendInDevelopment bool `toml:"send_in_development" default:"false"`

	// MaxInFlight is how many messages may be under way at one provider. Beyond it
	// the next provider is asked at once, so that one that hangs holds up nobody else.
	MaxInFlight int `toml:"max_in_flight" default:"128"`

	// BreakerFailures is how many messages must fail in a row before a provider is
	// out of service: tried last, until a probe succeeds. So it is as well when
	// half of the last twenty failed. Failures of one number or text do not count.
	BreakerFailures int `toml:"breaker_failures" default:"5"`

	// BreakerPause is how long a provider is out of service before one message
	// probes it. Doubles with each probe that fails, up to two minutes.
	BreakerPause time.Duration `toml:"breaker_pause" default:"10s"`

	// Routes say which providers carry the messages to which numbers: the longest
	// prefix wins, then the country, then the route without either. Without routes
	// every message is tried with all enabled providers in the order twilio,
	// twilio_verify, messagebird, vonage, textlocal, http.
	Routes []Route `toml:"routes"`

	Twilio       Twilio       `toml:"twilio"`
	TwilioVerify TwilioVerify `toml:"twilio_verify"`
	MessageBird  MessageBird  `toml:"messagebird"`
	Vonage       Vonage       `toml:"vonage"`
	Textlocal    Textlocal    `toml:"textlocal"`
	HTTP         HTTPSender   `toml:"http"`
}
