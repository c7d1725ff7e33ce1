package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/tokens"
	"phonelogin/models/phone"
)

// ready is a new production configuration without problems.
func ready(t *testing.T) *Config {
	t.Helper()
	cfg, err := Load("", []string{
		"PHONELOGIN_MODE=production", "DATABASE_URL=postgres://db.example/phonelogin",
		"PHONELOGIN_SERVER_TRUSTED_PROXIES=10.0.0.0/8", "PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=500",
	})
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := makeSecrets(&counting{}, tokens.MakeKey)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Server.PublicURL = "https://login.example.com"
	cfg.Auth.SiteURL = "https://app.example.com"
	cfg.Secrets = Secrets{MasterKey: secrets.MasterKey, SigningKey: secrets.SigningKey, CookieKeys: secrets.CookieKeys}
	cfg.Auth.PublishableKey, cfg.Auth.SecretKey = secrets.PublishableKey, secrets.SecretKey
	cfg.Auth.SMS.Twilio.Enabled = true
	cfg.Auth.SMS.Twilio.AccountSID = "AC" + strings.Repeat("0a", 16)
	cfg.Auth.SMS.Twilio.AuthToken = "t0ken"
	cfg.Auth.SMS.Twilio.MessageServiceSID = "+15005550006"
	cfg.Apps = []App{{ID: "shop", Name: "Shop", RedirectURLs: []string{"https://shop.example/cb"}}}
	return cfg
}

// readers parse numbers like the program. They accept all keys, which package
// keyring tests.
func readers() Readers {
	return Readers{
		SigningKeys: func(SigningKeys) Problems { return nil },
		Number: func(number string) (string, error) {
			n, err := phone.ParseWire(number)
			return string(n), err
		},
	}
}

func TestTheAlgorithmsAreThoseOfTheTokens(t *testing.T) {
	if diff := cmp.Diff(tokens.Algorithms, jwtAlgorithms); diff != "" {
		t.Error(diff)
	}
}

// counting is a source of different bytes that are the same in every run.
type counting struct{ n byte }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		c.n += 7
		b[i] = c.n
	}
	return len(b), nil
}

func TestCheckPassesAProductionConfiguration(t *testing.T) {
	cfg := ready(t)
	if err := cfg.Check(readers()); err != nil {
		t.Errorf("Check: %v", err)
	}
	if w := cfg.Warnings(); len(w) > 0 {
		t.Errorf("Warnings = %q, want none", w)
	}
}

func TestCheckRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		want   string // the beginning of the only problem
	}{
		{"an unknown mode", func(c *Config) { c.Mode = "staging" }, `mode: "staging" is neither`},
		{"a public development server", func(c *Config) { c.Mode = Development }, `server.public_url: development mode is only for localhost, not for "login.example.com": set mode = "production"`},
		{"production over http", func(c *Config) { c.Server.PublicURL = "http://login.example.com" }, "server.public_url:"},
		{"a public URL with a path", func(c *Config) { c.Server.PublicURL = "https://login.example.com/x" }, "server.public_url:"},
		{"a public URL with an empty query", func(c *Config) { c.Server.PublicURL = "https://login.example.com?" }, "server.public_url:"},
		{"a public URL without a host", func(c *Config) { c.Server.PublicURL = "https:" }, "server.public_url:"},
		{"a listen address without a port", func(c *Config) { c.Server.Listen = "localhost" }, "server.listen:"},
		{"a listen port out of range", func(c *Config) { c.Server.Listen = ":65536" }, "server.listen:"},
		{"no time for a request", func(c *Config) { c.Server.RequestTimeout = 0 }, "server.request_timeout:"},
		{"no time to stop", func(c *Config) { c.Server.StopTimeout = -1 }, "server.stop_timeout:"},
		{"no data directory", func(c *Config) { c.Server.DataDir = "" }, "server.data_dir:"},
		{"another database", func(c *Config) { c.Database.URL = "mysql://db" }, "database.url:"},
		{"SQLite without a path", func(c *Config) { c.Database.URL = "sqlite:" }, "database.url:"},
		{"no connections", func(c *Config) { c.Database.MaxConnections = 0 }, "database.max_connections:"},
		{"a token that lives too long", func(c *Config) { c.Auth.JWTExpiry = 604801 * time.Second }, "auth.jwt_expiry:"},
		{"a token that lives too short", func(c *Config) { c.Auth.JWTExpiry = time.Millisecond }, "auth.jwt_expiry:"},
		{"an unknown algorithm", func(c *Config) { c.Auth.JWTAlgorithm = "none" }, "auth.jwt_algorithm:"},
		{"HS256 without its secret", func(c *Config) { c.Auth.JWTAlgorithm = "HS256" }, "auth.jwt_secret:"},
		{"a short secret", func(c *Config) { c.Auth.JWTSecret = strings.Repeat("x", 31) }, "auth.jwt_secret:"},
		{"an unknown form of refresh tokens", func(c *Config) { c.Auth.RefreshTokenVersion = 3 }, "auth.refresh_token_version:"},
		{"the first form of refresh tokens, which has no number", func(c *Config) { c.Auth.RefreshTokenVersion = 0 }, "auth.refresh_token_version:"},
		{"a header with a blank", func(c *Config) { c.Server.ClientIPHeader = "X Forwarded" }, "server.client_ip_header:"},
		{"a list of headers in one", func(c *Config) { c.Server.CORSAllowedHeaders = []string{"X-A", "X-B,X-C"} }, "server.cors_allowed_headers.1:"},
		{"passwords of five characters", func(c *Config) { c.Auth.MinimumPasswordLength = 5 }, "auth.minimum_password_length:"},
		{"a misspelt set of characters", func(c *Config) { c.Auth.PasswordRequirements = "letter_digits" }, "auth.password_requirements:"},
		{"nobody's tokens", func(c *Config) { c.Auth.JWTAud = "" }, "auth.jwt_aud:"},
		{"users without a role", func(c *Config) { c.Auth.JWTDefaultRole = "" }, "auth.jwt_default_role:"},
		{"nobody who may administer", func(c *Config) { c.Auth.JWTAdminRoles = nil }, "auth.jwt_admin_roles:"},
		{"everybody who may administer", func(c *Config) { c.Auth.JWTAdminRoles = []string{"service_role", "authenticated"} }, "auth.jwt_admin_roles.1:"},
		{"a negative limit", func(c *Config) { c.Auth.RateLimit.TokenRefresh = -1 }, "auth.rate_limit.token_refresh:"},
		{"a budget without a period", func(c *Config) { c.Auth.RateLimit.SMSSentPeriod = 0 }, "auth.rate_limit.sms_sent_period:"},
		{"a negative timebox", func(c *Config) { c.Auth.Sessions.Timebox = -1 }, "auth.sessions.timebox:"},
		{"a server's key that apps have", func(c *Config) {
			c.Auth.ServiceRoleKey, c.Auth.AnonKey = strings.Repeat("k", 32), strings.Repeat("k", 32)
		}, "auth.service_role_key:"},
		{"a short key of servers", func(c *Config) { c.Auth.ServiceRoleKey = strings.Repeat("k", 32)[1:] }, "auth.service_role_key:"},
		{"a negative reuse interval", func(c *Config) { c.Auth.RefreshTokenReuseInterval = -1 }, "auth.refresh_token_reuse_interval:"},
		{"a support link of another kind", func(c *Config) { c.Auth.SupportURL = "tel:123" }, "auth.support_url:"},
		// proves S1
		{"a code that is too short", func(c *Config) { c.Auth.SMS.OTPLength = 5 }, "auth.sms.otp_length:"},
		{"a code that is too long", func(c *Config) { c.Auth.SMS.OTPLength = 11 }, "auth.sms.otp_length:"},
		// proves S2
		{"a code that is good for too long", func(c *Config) { c.Auth.RateLimits.OTP.Validity = 601 * time.Second }, "auth.rate_limits.otp.validity:"},
		{"a code that is never good", func(c *Config) { c.Auth.RateLimits.OTP.Validity = 0 }, "auth.rate_limits.otp.validity:"},
		{"a negative period", func(c *Config) { c.Auth.RateLimits.OTP.Period = -1 }, "auth.rate_limits.otp.period:"},
		{"a template without the code", func(c *Config) { c.Auth.SMS.Template = "hello" }, "auth.sms.template: has no {{ .Code }}"},
		{"a factor's code of five digits", func(c *Config) { c.Auth.MFA.Phone.OTPLength = 5 }, "auth.mfa.phone.otp_length: 5 is not between 6 and 10"},
		{"a factor's template without the code", func(c *Config) { c.Auth.MFA.Phone.Template = "hello" }, "auth.mfa.phone.template: has no {{ .Code }}"},
		{"challenges of factors that are over at once", func(c *Config) { c.Auth.MFA.ChallengeExpiry = 0 }, "auth.mfa.challenge_expiry: 0s is not longer than zero"},
		{"fewer factors than none", func(c *Config) { c.Auth.MFA.MaxEnrolledFactors = -1 }, "auth.mfa.max_enrolled_factors: -1 is less than zero"},
		{"a template with an unknown field", func(c *Config) { c.Auth.SMS.Template = "{{ .Code }} {{ .Phone }}" }, "auth.sms.template: {{.Phone}} is none"},
		{"a template with a condition", func(c *Config) { c.Auth.SMS.Template = "{{ .Code }}{{ if .AppName }}x{{ end }}" }, "auth.sms.template:"},
		{"a template that does not parse", func(c *Config) { c.Auth.SMS.Template = "{{ .Code" }, "auth.sms.template:"},
		{"a German template without the code", func(c *Config) { c.Auth.SMS.Templates = map[string]string{"de": "hallo"} }, "auth.sms.templates.de: has no {{ .Code }}"},
		{"a template of WhatsApp without the code", func(c *Config) { c.Auth.SMS.WhatsAppTemplates = map[string]string{"pt-BR": "oi"} }, "auth.sms.whatsapp_templates.pt-BR: has no {{ .Code }}"},
		{"a URL for the host of codes", func(c *Config) { c.Auth.SMS.SiteHost = "https://www.example.com" }, "auth.sms.site_host:"},
		{"a host of codes with a line", func(c *Config) { c.Auth.SMS.SiteHost = "a\n@evil.example" }, "auth.sms.site_host:"},
		{"half a hash of an Android app", func(c *Config) { c.Auth.SMS.AndroidHash = "FA+9q" }, "auth.sms.android_hash:"},
		{"a country in full", func(c *Config) { c.Auth.SMS.Countries = []string{"DE", "France"} }, "auth.sms.countries.1:"},
		{"a default country in small letters", func(c *Config) { c.Auth.SMS.DefaultCountry = "de" }, "auth.sms.default_country:"},
		{"a default country that gets no messages", func(c *Config) { c.Auth.SMS.Countries, c.Auth.SMS.DefaultCountry = []string{"FR"}, "DE" }, "auth.sms.default_country:"},
		{"Twilio without an account", func(c *Config) { c.Auth.SMS.Twilio.AccountSID = "AC1" }, "auth.sms.twilio.account_sid:"},
		{"Twilio without a token", func(c *Config) { c.Auth.SMS.Twilio.AuthToken = "" }, "auth.sms.twilio.auth_token:"},
		{"Twilio without a sender", func(c *Config) { c.Auth.SMS.Twilio.MessageServiceSID = "15005550006" }, "auth.sms.twilio.message_service_sid:"},
		{"Twilio with a wrong content template", func(c *Config) { c.Auth.SMS.Twilio.ContentSID = "HX1" }, "auth.sms.twilio.content_sid:"},
		{"Twilio at no URL", func(c *Config) { c.Auth.SMS.Twilio.BaseURL = "ftp://x" }, "auth.sms.twilio.base_url:"},
		{"Twilio behind a password", func(c *Config) { c.Auth.SMS.Twilio.BaseURL = "me:pw@proxy" }, "auth.sms.twilio.base_url: must not hold"},
		{"Twilio without time", func(c *Config) { c.Auth.SMS.Twilio.Timeout = 0 }, "auth.sms.twilio.timeout:"},
		// proves S11
		{"test numbers without an end", func(c *Config) { c.Auth.SMS.TestOTP = map[string]string{"+1 415": "123456"} }, "auth.sms.test_otp_valid_until:"},
		{"a master key that is too short", func(c *Config) { c.Secrets.MasterKey = "AAAA" }, "secrets.master_key:"},
		{"a cookie key that is no base64", func(c *Config) { c.Secrets.CookieKeys = append(c.Secrets.CookieKeys, "?") }, "secrets.cookie_keys.1:"},
		{"an unknown log format", func(c *Config) { c.Log.Format = "xml" }, "log.format:"},
		{"an unknown log level", func(c *Config) { c.Log.Level = "loud" }, "log.level:"},
		{"an app without an id", func(c *Config) { c.Apps[0].ID = "" }, "apps.0.id:"},
		{"an app id with a blank", func(c *Config) { c.Apps[0].ID = "a b" }, "apps.0.id:"},
		{"two apps with one id", func(c *Config) { c.Apps = append(c.Apps, c.Apps[0]) }, `apps.1.id: "shop" is used twice`},
		{"an app that nobody can return to", func(c *Config) { c.Apps[0].RedirectURLs = nil }, "apps.0.redirect_urls:"},
		{"a support link of an app", func(c *Config) { c.Apps[0].SupportURL = "http://x.example" }, "apps.0.support_url:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg := ready(t)
			test.change(cfg)
			var got Problems
			if !errors.As(cfg.Check(readers()), &got) || len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("Check = %q, want one problem beginning with %q", got, test.want)
			}
		})
	}
}

// proves S40
func TestCheckJudgesRedirectURLs(t *testing.T) {
	tests := []struct {
		url, want string // "" is accepted
	}{
		{"https://app.example.com/cb?x=1", ""},
		{"https://app.example.com", ""},
		{"http://localhost:3000/cb", ""},
		{"http://127.1.2.3/cb", ""},
		{"http://[::1]:3000/", ""},
		{"com.example.app:/cb", ""},
		{"myapp://callback", ""},
		{"myapp:cb", ""},
		{"", "must be set"},
		{"/cb", "not an absolute URL"},
		{"app.example.com/cb", "not an absolute URL"},
		{"https:///cb", "names no host"},
		{"https:cb", "names no host"},
		{"http:cb", "names no host"},
		{"http://app.example.com/cb", "only for localhost"},
		{"http://localhost.example.com/cb", "only for localhost"},
		{"https://a.example/cb#", "has a fragment"},
		{"https://a.example/cb#x", "has a fragment"},
		{"https://*.example/cb", "has a wildcard: list exact URLs"},
		{"https://a.example/**", "has a wildcard"},
		{"https://user:pw@a.example/cb", "user name or password"},
		{"javascript:alert(1)", "javascript: is refused"},
		{"JavaScript:alert(1)", "javascript: is refused"},
		{"data:text/html,x", "data: is refused"},
		{"https://a.example/a b", "not a URL"},
		{"https://a.example\\@b.example/", "not a URL"},
		{"https://a.example/\n", "not a URL"},
	}
	for _, test := range tests {
		cfg := ready(t)
		cfg.Apps[0].RedirectURLs = []string{test.url}
		err := cfg.Check(readers())
		if test.want == "" {
			if err != nil {
				t.Errorf("Check with redirect URL %q: %v", test.url, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Check with redirect URL %q = %v, want %q", test.url, err, test.want)
		}
	}
}

// proves S40: no wildcard chooses where an answer goes.
func TestCheckJudgesWildcardsOfTheDefaultApp(t *testing.T) {
	for _, test := range []struct{ url, want string }{
		{"https://app.example.com/**", ""},
		{"https://*.example.com/cb", ""},
		{"https://pr-*-shop.vercel.example/*", ""},
		{"http://localhost:*/**", ""},
		{"http://127.0.0.1:3000/**", ""},
		{"exp://*.*.*.*:*/--/**", ""},
		{"myapp://**", ""},
		{"https://app.example.com/cb?x=1", ""}, // exact
		{"*", "is no URL with the wildcards"},
		{"**", "is no URL with the wildcards"},
		{"*://app.example.com/", "is no URL with the wildcards"},
		{"myapp:*", "is no URL with the wildcards"},
		{"https://app.example.com/{a,b}*", "is no URL with the wildcards"},
		{"https://app.example.com/*#x", "is no URL with the wildcards"},
		{"https://[::1]/*", "is no URL with the wildcards"},
		{"https://a@*.app.example.com/", "user name or password"},
		{"https://*", "wildcard in the last two parts"},
		{"https://**/cb", "wildcard in the last two parts"},
		{"https://*.com/", "wildcard in the last two parts"},
		{"https://*example.com/", "wildcard in the last two parts"},
		{"https://app.example.*/", "wildcard in the last two parts"},
		{"https:///*", "names no host"},
		{"http://*.example.com/", "only for localhost"},
		{"javascript://**", "javascript: is refused"},
	} {
		cfg := ready(t)
		cfg.Auth.AdditionalRedirectURLs = []string{test.url}
		err := cfg.Check(readers())
		if test.want == "" {
			if err != nil {
				t.Errorf("Check with %q: %v", test.url, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Check with %q = %v, want %q", test.url, err, test.want)
		}
	}
}

// proves S26
func TestCheckJudgesNames(t *testing.T) {
	tests := []struct {
		name string
		ok   bool
	}{
		{"Bäckerei St. Martin", true},
		{"Shop 24", true},
		{strings.Repeat("ü", 30), true},
		{strings.Repeat("u", 31), false},
		{"", false},
		{"  ", false},
		{"evil.com", false},
		{"www.evil", false},
		{"x://y", false},
		{"Shop\n", false},
		{"Shop\u202e", false},
		{"Shop\xff", false},
	}
	for _, test := range tests {
		cfg := ready(t)
		cfg.Apps[0].Name = test.name
		if err := cfg.Check(readers()); (err == nil) != test.ok {
			t.Errorf("Check with the name %q = %v, want accepted: %v", test.name, err, test.ok)
		}
	}
}

func TestCheckJudgesThePublicURLOfDevelopment(t *testing.T) {
	tests := []struct {
		url string
		ok  bool
	}{
		{"http://localhost:8080", true},
		{"http://127.9.9.9", true},
		{"https://[::1]:8443", true},
		{"http://192.168.1.2:8080", false},
		{"http://localhost.example.com", false},
		{"http://0.0.0.0:8080", false},
		{"ftp://localhost", false},
		{"localhost:8080", false},
	}
	for _, test := range tests {
		cfg, err := Load("", []string{"PHONELOGIN_SERVER_PUBLIC_URL=" + test.url})
		if err != nil {
			t.Fatal(err)
		}
		if err := cfg.Check(readers()); (err == nil) != test.ok {
			t.Errorf("Check with public URL %q = %v, want accepted: %v", test.url, err, test.ok)
		}
	}
}

func TestCheckJudgesTestNumbersWithoutNamingThem(t *testing.T) {
	cfg := load(t, "[auth.sms.test_otp]\n4152127777 = \"123456\"\n\"+1 415 555 0000\" = \"000000\"\n"+
		"41521288889999999 = \"123456\"\n\"+1-415\" = \"123456\"\n4152120066 = \"12345a\"\n")
	var got Problems
	if !errors.As(cfg.Check(readers()), &got) {
		t.Fatal("Check gave no Problems")
	}
	want := Problems{
		"auth.sms.test_otp: the number …15 is not E.164: 2 to 15 digits that begin with a country's code",
		"auth.sms.test_otp: the code of …66 is not 6 digits",
		"auth.sms.test_otp: the number …99 is not E.164: 2 to 15 digits that begin with a country's code",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}

func TestWarningsNameWhatMayBeAMistake(t *testing.T) {
	cfg := ready(t)
	cfg.Database.URL = "sqlite:x.db"
	cfg.Auth.SiteURL = "http://localhost:3000"
	cfg.Auth.AllowFragment, cfg.Apps[0].AllowFragment = true, true
	cfg.Auth.SMS.TestOTP = map[string]string{"1000": "123456"}
	cfg.Auth.SMS.TestOTPValidUntil = time.Date(2030, 1, 31, 0, 0, 0, 0, time.UTC)
	cfg.Auth.SMS.EnableConfirmations, cfg.Auth.EnableAnonymousSignIns = false, true
	cfg.Server.TrustedProxies, cfg.given = nil, nil
	var got []string
	for _, w := range cfg.Warnings() {
		key, _, _ := strings.Cut(w, ":")
		got = append(got, key)
	}
	want := []string{"database.url", "auth.site_url", "auth.sms.test_otp", "server.trusted_proxies",
		"auth.rate_limit.sms_sent", "auth.sms.enable_confirmations", "auth.enable_anonymous_sign_ins", "auth.allow_fragment", "apps.0.allow_fragment"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Warnings (-want +got):\n%s", diff)
	}

	development := load(t, "[server]\nlisten = \":8080\"")
	if w := development.Warnings(); len(w) != 1 || !strings.Contains(w[0], "/dev/inbox") {
		t.Errorf("Warnings of a development server for everyone = %q", w)
	}
}
