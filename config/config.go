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
	// inbox page /dev/inbox and to the log, and to phones only where
	// auth.sms.send_in_development or a send_sms hook on this machine sends them.
	// Missing secrets are made and kept in data_dir, and only a loopback public_url
	// is accepted.
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

	given   []string // the paths of the keys that were set, see Given
	remarks Problems // of Load, told by Warnings
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
	// front, whose client_ip_header is believed. Empty: nobody's is, and a client's
	// address is that of its connection.
	TrustedProxies []string `toml:"trusted_proxies"`

	// ClientIPHeader is the header in which the trusted proxies name the client: a
	// list to which each adds whom it heard from, or one address.
	ClientIPHeader string `toml:"client_ip_header" default:"X-Forwarded-For"`

	// CountryHeader is the header in which the trusted proxies name the country of
	// a request, such as "CF-IPCountry". The phone page begins with it where nothing
	// better is known, and the account page names it beside a session. Empty: none
	// is read.
	CountryHeader string `toml:"country_header"`

	// CORSAllowedHeaders are request headers that browsers may send to the JSON
	// API beside those that clients of Supabase send.
	CORSAllowedHeaders []string `toml:"cors_allowed_headers"`

	// DataDir holds the embedded database and the secrets of development mode.
	DataDir string `toml:"data_dir" default:"./data"`

	// RequestTimeout is the longest that one request may take before it is
	// answered with request_timeout.
	RequestTimeout time.Duration `toml:"request_timeout" default:"10s"`

	// DrainTime is how long the program goes on serving after it was told to stop
	// (SIGTERM), while /readyz answers 503 so that balancers send no more. Give it
	// two or three of their probes' intervals. A second signal stops at once.
	// Default: 0s in development, 5s in production.
	DrainTime time.Duration `toml:"drain_time"`

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

	// Pooler says whether a pooler in transaction mode stands before Postgres
	// (PgBouncer, Supavisor): "yes", "no", or "auto", which sees for itself. Behind
	// one, statements are not prepared, which would fail there. The parameter
	// default_query_exec_mode of the URL counts before it.
	Pooler string `toml:"pooler" default:"auto"`

	// ConnectionLife is the longest that a connection to Postgres is used; each ends
	// up to a fifth earlier, so that they do not all end at once.
	ConnectionLife time.Duration `toml:"connection_life" default:"30m"`

	// StartTimeout is how long the start waits for a database that cannot be reached
	// or cannot work yet, with a line in the log for each try. Wrong names and
	// passwords end it at once.
	StartTimeout time.Duration `toml:"start_timeout" default:"30s"`
}

// Auth holds the rules of signing in.
type Auth struct {
	// SiteURL is where the default app lives and the first of its redirect URLs.
	SiteURL string `toml:"site_url" default:"http://localhost:3000"`

	// AdditionalRedirectURLs are the other URLs that the default app may be returned
	// to. One that holds "*" is a pattern, as with Supabase: "*" is anything without
	// "." and "/", "**" is anything, "?" is one character that is neither; the scheme
	// and the last two parts of the host have none. All others are exact.
	AdditionalRedirectURLs []string `toml:"additional_redirect_urls"`

	// EmbedOrigins are the sites that may show the login pages of the default app in
	// a frame, such as "https://shop.example": https, or in development http on a
	// loopback host. See docs/embedding.md. Empty: nobody may.
	EmbedOrigins []string `toml:"embed_origins"`

	// AppName is what the default app is called on pages and in messages: at most
	// 30 characters, no links.
	AppName string `toml:"app_name" default:"phonelogin"`

	// DefaultLanguage is that of pages and messages for people of whose languages
	// nothing is known, or none is there: the tag of a catalogue, such as "de" (see
	// docs/languages.md).
	DefaultLanguage string `toml:"default_language" default:"en"`

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

	// SubmitByButton waits for the button where a code is entered. Off, its last
	// digit sends it.
	SubmitByButton bool `toml:"submit_by_button" default:"false"`

	// EnableSignup lets unknown numbers become users.
	EnableSignup bool `toml:"enable_signup" default:"true"`

	// EnableAnonymousSignIns lets POST /signup without a number open a session of
	// a new anonymous user.
	EnableAnonymousSignIns bool `toml:"enable_anonymous_sign_ins" default:"false"`

	// EnableManualLinking lets users remove one of several identities.
	EnableManualLinking bool `toml:"enable_manual_linking" default:"false"`

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

	// JWTExpiry is the lifetime of an access token; a bare number is seconds. At
	// most 604800 s.
	JWTExpiry time.Duration `toml:"jwt_expiry" default:"3600s"`

	// JWTAlgorithm signs access tokens: "ES256", "ES512", "RS256", "RS512" or
	// "EdDSA" with secrets.signing_key, whose public half is published at
	// /auth/v1/.well-known/jwks.json, or "HS256" with jwt_secret. Keys listed in
	// signing_keys_path or jwt_keys, and those of `web keys`, have their own.
	JWTAlgorithm string `toml:"jwt_algorithm" default:"ES256"`

	// JWTSecret is the shared secret of HS256, at least 32 characters. With it
	// set, HS256 "anon" and "service_role" JWTs signed by it are API keys too.
	JWTSecret string `toml:"jwt_secret" secret:"true"`

	// JWTKeyID is the kid of tokens that jwt_secret signs. Empty: they have none.
	JWTKeyID string `toml:"jwt_key_id"`

	// SigningKeysPath is a JSON file of private JWKs, as the Supabase CLI makes
	// it: an array, or {"keys":[…]}. The first one whose key_ops do not forbid it
	// signs access tokens; the others check them, and public ones may be among
	// them. Relative to the settings file that names it.
	SigningKeysPath string `toml:"signing_keys_path"`

	// JWTKeys is the content of such a file. jwt_secret counts beside it only if
	// a key for HS256 is listed.
	JWTKeys string `toml:"jwt_keys" secret:"true"`

	// JWTIssuer is the iss claim of tokens.
	// Default: server.public_url with /auth/v1.
	JWTIssuer string `toml:"jwt_issuer"`

	// JWTAud is the audience of new users, and of their tokens.
	JWTAud string `toml:"jwt_aud" default:"authenticated"`

	// JWTDefaultRole is the role of new users: the Postgres role of row level
	// security.
	JWTDefaultRole string `toml:"jwt_default_role" default:"authenticated"`

	// JWTAdminRoles are the roles whose tokens may call /admin.
	JWTAdminRoles []string `toml:"jwt_admin_roles" default:"service_role,supabase_admin"`

	// PublishableKey is the API key that apps carry ("sb_publishable_…"). It is
	// not secret: it names the project and nothing more.
	PublishableKey string `toml:"publishable_key"`

	// SecretKey is the API key of servers ("sb_secret_…").
	SecretKey string `toml:"secret_key" secret:"true"`

	// AnonKey is an older API key of apps, taken beside publishable_key.
	AnonKey string `toml:"anon_key"`

	// ServiceRoleKey is an older API key of servers, taken beside secret_key.
	ServiceRoleKey string `toml:"service_role_key" secret:"true"`

	// RefreshTokenReuseInterval is how long after a rotation any older refresh
	// token of the session still yields the current one; a bare number is
	// seconds. The direct parent of the current one always does.
	RefreshTokenReuseInterval time.Duration `toml:"refresh_token_reuse_interval" default:"10s"`

	// EnableRefreshTokenRotation ends a session when one of its older refresh
	// tokens is used after the reuse interval. Off, such a token is only refused.
	EnableRefreshTokenRotation bool `toml:"enable_refresh_token_rotation" default:"true"`

	// RefreshTokenAllowReuse lets every refresh token of a session yield the
	// current one for ever. It makes a stolen token as good as the real one.
	RefreshTokenAllowReuse bool `toml:"refresh_token_allow_reuse" default:"false"`

	// RefreshTokenAllowNewer accepts a refresh token that is newer than its session,
	// once. Its signature proves that the database lost rows: it was restored from a
	// backup, or a standby took over without the last of them. Off, everybody who
	// refreshed meanwhile must sign in again. See "Refresh tokens" in
	// docs/security.md.
	RefreshTokenAllowNewer bool `toml:"refresh_token_allow_newer" default:"true"`

	// RefreshTokenVersion is the form of refresh tokens of new sessions: 2, or 1
	// (or 0) for the 12-character form, which has a row each. Both are always
	// accepted; with 2, a session with tokens of 12 characters is moved to version
	// 2 when it is refreshed.
	RefreshTokenVersion int `toml:"refresh_token_version" default:"2"`

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

// Route is an ordered list of providers for some numbers. See docs/delivery.md.
type Route struct {
	// Countries are ISO codes such as "US". With neither countries nor prefixes
	// the route is for all numbers; one such route must be there.
	Countries []string `toml:"countries"`

	// Prefixes are beginnings of numbers such as "+1242".
	Prefixes []string `toml:"prefixes"`

	// Channel is "sms" or "whatsapp". Empty: the route is for both.
	Channel string `toml:"channel"`

	// Providers are the names of enabled providers such as "twilio", the first
	// choice first.
	Providers []string `toml:"providers"`
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

// TwilioVerify sends SMS and WhatsApp messages through Twilio Verify, which makes
// the codes and checks them.
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

	// Originator is whom messages come from: a number, or at most 11 letters and
	// digits.
	Originator string `toml:"originator"`

	// AccessKey is the API key.
	AccessKey string `toml:"access_key" secret:"true"`

	// SigningKey proves that a report of delivery is MessageBird's. Empty: none is
	// believed, and none is asked for.
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

	// From is whom messages come from: a number, or at most 11 letters and digits.
	From string `toml:"from"`

	// APIKey names the account.
	APIKey string `toml:"api_key"`

	// APISecret is the account's secret.
	APISecret string `toml:"api_secret" secret:"true"`

	// SignatureSecret proves that a report of delivery is Vonage's. Empty: none is
	// believed, and none is asked for.
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

// HTTPSender hands messages to a server of yours, which sends them.
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

// Sessions holds the limits of sessions, which are checked at each refresh, and
// at our pages whenever a browser that is signed in comes back. Access tokens are
// good until they expire. Without timebox and inactivity_timeout a session, and
// its refresh tokens, last until somebody signs out: set timebox for an absolute
// end.
type Sessions struct {
	// Timebox ends a session so long after it began. 0 means never.
	Timebox time.Duration `toml:"timebox" default:"0s"`

	// InactivityTimeout ends a session that was not refreshed for so long. 0 means
	// never.
	InactivityTimeout time.Duration `toml:"inactivity_timeout" default:"0s"`

	// AllowLowAAL is how long the session of a user with a verified factor may go
	// without using it. 0 means for ever.
	AllowLowAAL time.Duration `toml:"allow_low_aal" default:"0s"`

	// SinglePerUser lets only the session live that was used last. Sessions of
	// browsers at our own pages are counted by themselves.
	SinglePerUser bool `toml:"single_per_user" default:"false"`

	// Tags tell kinds of sessions apart for single_per_user: a new session bears
	// the first of them.
	Tags []string `toml:"tags"`
}

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

// Captcha asks people to show that they are no program before a message is sent
// or a password tried.
type Captcha struct {
	// Enabled asks them.
	Enabled bool `toml:"enabled" default:"false"`

	// Provider is "hcaptcha" or "turnstile".
	Provider string `toml:"provider" default:"hcaptcha"`

	// SiteKey names the site to the provider's widget on our pages.
	SiteKey string `toml:"site_key"`

	// Secret is the provider's key for servers.
	Secret string `toml:"secret" secret:"true"`

	// Timeout bounds the question to the provider.
	Timeout time.Duration `toml:"timeout" default:"10s"`

	// BaseURL replaces the provider's address, for proxies and tests.
	BaseURL string `toml:"base_url"`
}

// Hooks are questions to a server or a Postgres function of yours at certain
// steps.
type Hooks struct {
	SendSMS                     Hook `toml:"send_sms"`
	CustomAccessToken           Hook `toml:"custom_access_token"`
	BeforeUserCreated           Hook `toml:"before_user_created"`
	AfterUserCreated            Hook `toml:"after_user_created"`
	PasswordVerificationAttempt Hook `toml:"password_verification_attempt"`
	MFAVerificationAttempt      Hook `toml:"mfa_verification_attempt"`
}

// Hook is one of them.
type Hook struct {
	// Enabled asks it.
	Enabled bool `toml:"enabled" default:"false"`

	// URI is https://…, or pg-functions://<database>/<schema>/<function>. http is
	// only for this machine.
	URI string `toml:"uri"`

	// Secrets sign the question (Standard Webhooks): "v1,whsec_<base64>", several
	// separated by "|". The first one signs first.
	Secrets string `toml:"secrets" secret:"true"`
}

// Secrets are kept outside the database, so that a leaked database holds no
// code, session or token that can be used. Development mode makes what is
// missing and keeps it in secrets.toml in server.data_dir.
type Secrets struct {
	// MasterKey is 32 random bytes in base64. Codes, refresh tokens and form
	// tokens are derived from it: changing it ends all of them. Signing keys in the
	// database are encrypted with it: with another one the program does not start.
	MasterKey string `toml:"master_key" secret:"true"`

	// SigningKey is the private JWK that signs access tokens, by default one of
	// type EC on curve P-256. Where another key signs, it still checks them.
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

	// EmbedOrigins are the sites that may show the login pages of this app in a
	// frame, as auth.embed_origins are for the default app.
	EmbedOrigins []string `toml:"embed_origins"`

	// AllowFragment lets this app take tokens in the URL fragment instead of a
	// code with PKCE.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SubmitByButton waits for the button where a code is entered, as does
	// auth.submit_by_button for all apps.
	SubmitByButton bool `toml:"submit_by_button" default:"false"`

	// SupportURL replaces auth.support_url for this app.
	SupportURL string `toml:"support_url"`

	// TermsURL replaces auth.terms_url for this app.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL replaces auth.privacy_url for this app.
	PrivacyURL string `toml:"privacy_url"`

	Theme Theme `toml:"theme"`
}

// Theme is how the pages look. An app takes what it does not set from
// auth.theme; see docs/pages.md.
type Theme struct {
	// Brand is the app's colour, "#rrggbb". Where text on it or in it could not be
	// read (WCAG 2.2, 1.4.3) a darker or lighter one is used, in the light and the
	// dark theme each for itself. Empty: the product's own colours.
	Brand string `toml:"brand"`

	// Mode is "light", "dark" or "auto", which follows the browser. Empty: auto.
	Mode string `toml:"mode"`

	// Corners are "soft", "round" or "square". Empty: soft.
	Corners string `toml:"corners"`

	// Font is "friendly", "system", "humanist", "geometric" or "serif": stacks of
	// fonts that systems have, none is loaded. Empty: friendly.
	Font string `toml:"font"`

	// Logo is a file (.svg or .png, at most 20 kB) that is shown beside the app's
	// name, on a dark shade of brand: a light one is seen best. It is read at start
	// and served by this program. Relative to the settings file that names it.
	Logo string `toml:"logo"`

	// CustomCSS is a file (at most 20 kB) of rules that come after ours, read at
	// start. They can load nothing from elsewhere, but they can hide what people must
	// see, and classes of ours may change with any version. Relative to the settings
	// file that names it.
	CustomCSS string `toml:"custom_css"`
}
