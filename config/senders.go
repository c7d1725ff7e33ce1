package config

import "time"

// Twilio sends SMS and WhatsApp messages through Twilio Programmable Messaging.
type Twilio struct {
	// Enabled makes Twilio a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// AccountSID is the account, "AC" and 32 hexadecimal digits.
	AccountSID string `toml:"account_sid"`

	// AuthToken is the account's secret.
	AuthToken string `toml:"auth_token" secret:"true"`

	// MessageServiceSID is a Messaging Service ("MG…") or a sending number in
	// E.164.
	MessageServiceSID string `toml:"message_service_sid"`

	// ContentSID is the approved WhatsApp content template ("HX…") with the code as
	// variable 1. Without it WhatsApp gets the plain text.
	ContentSID string `toml:"content_sid"`

	// EnableWhatsApp offers WhatsApp as a channel, on pages and in the API.
	EnableWhatsApp bool `toml:"enable_whatsapp" default:"true"`

	// BaseURL replaces https://api.twilio.com, for proxies and tests.
	BaseURL string `toml:"base_url" default:"https://api.twilio.com"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

// TwilioVerify sends SMS and WhatsApp messages through Twilio Verify, which makes
// and checks the codes.
type TwilioVerify struct {
	// Enabled makes Twilio Verify a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// AccountSID is the account, "AC" and 32 hexadecimal digits.
	AccountSID string `toml:"account_sid"`

	// AuthToken is the account's secret.
	AuthToken string `toml:"auth_token" secret:"true"`

	// MessageServiceSID is the Verify Service, "VA" and 32 hexadecimal digits. Its
	// codes must have auth.sms.otp_length digits.
	MessageServiceSID string `toml:"message_service_sid"`

	// EnableWhatsApp offers WhatsApp as a channel, on pages and in the API.
	EnableWhatsApp bool `toml:"enable_whatsapp" default:"true"`

	// BaseURL replaces https://verify.twilio.com, for proxies and tests.
	BaseURL string `toml:"base_url" default:"https://verify.twilio.com"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

// MessageBird sends SMS through MessageBird's (Bird's) SMS API.
type MessageBird struct {
	// Enabled makes MessageBird a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// Originator is the sender of messages: a number, or at most 11 letters and
	// digits.
	Originator string `toml:"originator"`

	// AccessKey is the API key.
	AccessKey string `toml:"access_key" secret:"true"`

	// SigningKey verifies MessageBird's delivery reports. Empty: no reports are
	// requested or accepted.
	SigningKey string `toml:"signing_key" secret:"true"`

	// BaseURL replaces https://rest.messagebird.com, for proxies and tests.
	BaseURL string `toml:"base_url" default:"https://rest.messagebird.com"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

// Vonage sends SMS through Vonage's SMS API.
type Vonage struct {
	// Enabled makes Vonage a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// From is the sender of messages: a number, or at most 11 letters and digits.
	From string `toml:"from"`

	// APIKey names the account.
	APIKey string `toml:"api_key"`

	// APISecret is the account's secret.
	APISecret string `toml:"api_secret" secret:"true"`

	// SignatureSecret verifies Vonage's delivery reports. Empty: no reports are
	// requested or accepted.
	SignatureSecret string `toml:"signature_secret" secret:"true"`

	// SignatureMethod is how the account signs: "md5hash", "md5", "sha1", "sha256"
	// or "sha512" (all but the first are HMACs).
	SignatureMethod string `toml:"signature_method" default:"sha256"`

	// BaseURL replaces https://rest.nexmo.com, for proxies and tests.
	BaseURL string `toml:"base_url" default:"https://rest.nexmo.com"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

// Textlocal sends SMS through Textlocal.
type Textlocal struct {
	// Enabled makes Textlocal a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// Sender is the registered sender of messages, at most 11 characters.
	Sender string `toml:"sender"`

	// APIKey is the account's secret.
	APIKey string `toml:"api_key" secret:"true"`

	// BaseURL replaces https://api.textlocal.in, for other regions, proxies and
	// tests.
	BaseURL string `toml:"base_url" default:"https://api.textlocal.in"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

// HTTPSender sends messages through a server of yours.
type HTTPSender struct {
	// Enabled makes that server a sender.
	Enabled bool `toml:"enabled" default:"false"`

	// URL takes a POST for each message. https, or http on this machine.
	URL string `toml:"url"`

	// Secrets sign each message by Standard Webhooks: "v1,whsec_<base64>", several
	// separated by "|".
	Secrets string `toml:"secrets" secret:"true"`

	// EnableWhatsApp offers WhatsApp as a channel.
	EnableWhatsApp bool `toml:"enable_whatsapp" default:"false"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}
