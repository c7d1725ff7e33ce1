// Package config holds every setting of the program: one struct, whose comments
// are the reference (docs/config.md is made from them), read from a TOML file
// and the environment by Load and judged by Check.
package config

import "time"

// The two values of mode.
const (
	Development = "development"
	Production  = "production"
)

// Config is everything that an operator can set. Only cmd/web sees the whole;
// each room is given its own section.
type Config struct {
	// Mode is "development" or "production". In development messages go to the
	// inbox page /dev/inbox and to the log, never to a phone, missing secrets are
	// made and kept in data_dir, and only a loopback public_url is accepted.
	Mode string `toml:"mode" default:"development"`

	Server   Server   `toml:"server"`
	Database Database `toml:"database"`
	Auth     Auth     `toml:"auth"`
	Secrets  Secrets  `toml:"secrets"`
	Log      Log      `toml:"log"`

	// Apps are the relying apps: whoever may send people to the login pages and
	// get them back. The default app, which needs no id, is made of
	// auth.site_url and auth.additional_redirect_urls.
	Apps []App `toml:"apps"`
}

// Server says where the program listens and what the world calls it.
type Server struct {
	// Listen is the address to bind, host:port. The conventional variable PORT
	// replaces the port when this is not set.
	Listen string `toml:"listen" default:"127.0.0.1:8080"`

	// PublicURL is the origin under which browsers reach the pages, such as
	// "https://login.example.com". It is the issuer of tokens (with /auth/v1),
	// the host named in messages, and decides whether cookies are Secure. Must be
	// https in production, and loopback in development.
	// Default in development: http://localhost with the port of server.listen.
	PublicURL string `toml:"public_url"`

	// TrustedProxies are the networks (CIDR, such as "10.0.0.0/8") of proxies in
	// front, whose X-Forwarded-For is believed. Empty: nobody's is, and a client's
	// address is that of its connection.
	TrustedProxies []string `toml:"trusted_proxies"`

	// DataDir holds the embedded database and the secrets of development mode.
	DataDir string `toml:"data_dir" default:"./data"`

	// RequestTimeout is the longest that one request may take before it is
	// answered with request_timeout.
	RequestTimeout time.Duration `toml:"request_timeout" default:"10s"`

	// StopTimeout is how long requests under way may take to finish when the
	// program is told to stop.
	StopTimeout time.Duration `toml:"stop_timeout" default:"15s"`
}

// Database says where rows live.
type Database struct {
	// URL is "postgres://…" or "sqlite:<path>". Empty means the embedded SQLite
	// database phonelogin.db in server.data_dir. The conventional variable
	// DATABASE_URL is read when this is not set.
	URL string `toml:"url" secret:"true"`

	// MaxConnections bounds the pool to Postgres, open and idle alike.
	MaxConnections int `toml:"max_connections" default:"16"`
}

// Auth holds the rules of signing in.
type Auth struct {
	// SiteURL is where the default app lives and the first of its redirect URLs.
	SiteURL string `toml:"site_url" default:"http://localhost:3000"`

	// AdditionalRedirectURLs are the other exact URLs that the default app may be
	// returned to.
	AdditionalRedirectURLs []string `toml:"additional_redirect_urls"`

	// AppName is what the default app is called on pages and in messages: at most
	// 30 characters, no links.
	AppName string `toml:"app_name" default:"phonelogin"`

	// AllowFragment lets the default app take tokens in the URL fragment (the
	// implicit flow of supabase-js). Off, only PKCE is answered.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SupportURL is where someone who lost their number is sent for help, an
	// https or mailto link. Empty: the page says to contact whoever runs the app.
	SupportURL string `toml:"support_url"`

	// TermsURL is linked above the button that sends a code: the terms of whoever
	// runs the app, an https or mailto link.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL is linked beside it: the privacy policy.
	PrivacyURL string `toml:"privacy_url"`

	// EnableSignup lets unknown numbers become users.
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// JWTExpiry is the lifetime of an access token; a bare number is seconds. At
	// most 604800 s.
	JWTExpiry time.Duration `toml:"jwt_expiry" default:"3600s"`

	// JWTAlgorithm signs access tokens: "ES256", published at
	// /auth/v1/.well-known/jwks.json, or "HS256" with jwt_secret.
	JWTAlgorithm string `toml:"jwt_algorithm" default:"ES256"`

	// JWTSecret is the shared secret of HS256, at least 32 characters. With it
	// set, HS256 "anon" and "service_role" JWTs signed by it are API keys too.
	JWTSecret string `toml:"jwt_secret" secret:"true"`

	// PublishableKey is the API key that apps carry ("sb_publishable_…"). It is
	// not secret: it names the project and nothing more.
	PublishableKey string `toml:"publishable_key"`

	// SecretKey is the API key of servers ("sb_secret_…").
	SecretKey string `toml:"secret_key" secret:"true"`

	// RefreshTokenReuseInterval is how long after a rotation any older refresh
	// token of the session still yields the current one; a bare number is
	// seconds. The direct parent of the current one always does.
	RefreshTokenReuseInterval time.Duration `toml:"refresh_token_reuse_interval" default:"10s"`

	SMS        SMS        `toml:"sms"`
	RateLimits RateLimits `toml:"rate_limits"`
}

// SMS holds the rules of codes and who carries them.
type SMS struct {
	// EnableSignup switches sign-in by phone on; off, phone requests are answered
	// "Unsupported phone provider".
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// Template is the text of a message: a Go template with {{ .Code }},
	// {{ .AppName }} and {{ .SiteHost }}.
	Template string `toml:"template" default:"{{ .Code }} is your {{ .AppName }} code. Don't share it."`

	// MaxFrequency is the Supabase name of auth.rate_limits.otp.period, which
	// wins where both are set. After Load both hold the period in effect.
	MaxFrequency time.Duration `toml:"max_frequency"`

	// OTPLength is the number of digits of a code, 6 to 10.
	OTPLength int `toml:"otp_length" default:"6"`

	// DiscloseUnknown lets the JSON API answer otp_disabled or signup_disabled
	// for unknown numbers, as clients of the wire protocol expect. Off, known and
	// unknown numbers get the same answer there too. Pages never tell.
	DiscloseUnknown bool `toml:"disclose_unknown" default:"true"`

	// NotifyPhoneChange tells the old number when an account's number changes.
	NotifyPhoneChange bool `toml:"notify_phone_change" default:"true"`

	// Countries are the countries that messages are sent to, as ISO codes such as
	// "DE". Empty means all.
	Countries []string `toml:"countries"`

	// DefaultCountry is the one chosen on the phone page for people of whom
	// nothing better is known.
	DefaultCountry string `toml:"default_country"`

	// TestOTP maps numbers to fixed codes for which nothing is sent. Outside
	// development it needs test_otp_valid_until.
	TestOTP map[string]string `toml:"test_otp" secret:"true"`

	// TestOTPValidUntil ends the test numbers, RFC 3339.
	TestOTPValidUntil time.Time `toml:"test_otp_valid_until"`

	Twilio Twilio `toml:"twilio"`
}

// Twilio sends SMS and WhatsApp messages through Twilio Programmable Messaging.
type Twilio struct {
	// Enabled makes Twilio the sender.
	Enabled bool `toml:"enabled" default:"false"`

	// AccountSID is the account, "AC" and 32 hexadecimal digits.
	AccountSID string `toml:"account_sid"`

	// AuthToken is the account's secret.
	AuthToken string `toml:"auth_token" secret:"true"`

	// MessageServiceSID is a Messaging Service ("MG…") or a sending number in
	// E.164.
	MessageServiceSID string `toml:"message_service_sid"`

	// ContentSID is the approved WhatsApp content template ("HX…"), whose
	// variable 1 is the code. Without it WhatsApp gets the plain text.
	ContentSID string `toml:"content_sid"`

	// EnableWhatsApp offers WhatsApp as a channel, on pages and in the API.
	EnableWhatsApp bool `toml:"enable_whatsapp" default:"true"`

	// BaseURL replaces https://api.twilio.com, for proxies and tests.
	BaseURL string `toml:"base_url" default:"https://api.twilio.com"`

	// Timeout bounds one call.
	Timeout time.Duration `toml:"timeout" default:"8s"`
}

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

	// Validity is how long a code is good for; a bare number is seconds. More
	// than 600 s is refused.
	Validity time.Duration `toml:"validity" default:"60s"`
}

// Secrets are kept outside the database, so that a leaked database holds no
// code, session or token that can be used. Development mode makes what is
// missing and keeps it in secrets.toml in server.data_dir.
type Secrets struct {
	// MasterKey is 32 random bytes in base64. Codes, refresh tokens and form
	// tokens are derived from it: changing it ends all of them.
	MasterKey string `toml:"master_key" secret:"true"`

	// SigningKey is the private JWK (EC, P-256) that signs access tokens.
	SigningKey string `toml:"signing_key" secret:"true"`

	// CookieKeys are one or more 32-byte keys in base64 for the page cookie. The
	// first one signs; the others are still accepted, so that keys can be
	// rotated.
	CookieKeys []string `toml:"cookie_keys" secret:"true"`
}

// Log says how the program speaks to its operator.
type Log struct {
	// Format is "text" or "json". Default: text in development, json in production.
	Format string `toml:"format"`

	// Level is "debug", "info", "warn" or "error".
	Level string `toml:"level" default:"info"`
}

// App is a relying app.
type App struct {
	// ID is the client_id that the app sends.
	ID string `toml:"id"`

	// Name is what people read on the pages and in messages: at most 30
	// characters, no links.
	Name string `toml:"name"`

	// RedirectURLs are the exact URLs that the app may be returned to. Only the
	// port of a loopback URL may differ (RFC 8252, section 7.3).
	RedirectURLs []string `toml:"redirect_urls"`

	// AllowFragment lets this app take tokens in the URL fragment instead of a
	// code with PKCE.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SupportURL replaces auth.support_url for this app.
	SupportURL string `toml:"support_url"`

	// TermsURL replaces auth.terms_url for this app.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL replaces auth.privacy_url for this app.
	PrivacyURL string `toml:"privacy_url"`
}
