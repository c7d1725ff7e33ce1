package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/config/othernames"
)

// goTrue is an environment of GoTrue with a value for every variable with a meaning
// here, and the expected settings. Keys that two variables set are tested below.
var goTrue = []struct{ name, value, key, want string }{
	{"API_EXTERNAL_URL", "https://auth.example.com/auth/v1", "server.public_url", "https://auth.example.com"},
	{"API_EXTERNAL_URL", "https://auth.example.com/auth/v1", "mode", "production"},
	{"GOTRUE_API_HOST", "0.0.0.0", "server.listen", "0.0.0.0:9999"},
	{"GOTRUE_API_PORT", "9999", "server.listen", "0.0.0.0:9999"},
	{"GOTRUE_API_MAX_REQUEST_DURATION", "15s", "server.request_timeout", "15s"},
	{"GOTRUE_CORS_ALLOWED_HEADERS", "X-A,X-B", "server.cors_allowed_headers", "[X-A X-B]"},
	{"GOTRUE_SECURITY_SB_FORWARDED_FOR_ENABLED", "true", "server.client_ip_header", "Sb-Forwarded-For"},
	{"GOTRUE_RATE_LIMIT_HEADER", "X-Real-IP", "server.client_ip_header", "Sb-Forwarded-For"},
	{"GOTRUE_DB_DATABASE_URL", "postgres://auth@db/postgres", "database.url", "postgres://auth@db/postgres"},
	{"GOTRUE_DB_MAX_POOL_SIZE", "20", "database.max_connections", "20"},
	{"GOTRUE_LOG_LEVEL", "warning", "log.level", "warn"},
	{"GOTRUE_SITE_URL", "https://app.example.com", "auth.site_url", "https://app.example.com"},
	{"GOTRUE_URI_ALLOW_LIST", "https://a.example/cb,https://*.b.example/**", "auth.additional_redirect_urls", "[https://a.example/cb https://*.b.example/**]"},
	{"GOTRUE_DISABLE_SIGNUP", "true", "auth.enable_signup", "false"},
	{"GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true", "auth.enable_anonymous_sign_ins", "true"},
	{"GOTRUE_SECURITY_MANUAL_LINKING_ENABLED", "true", "auth.enable_manual_linking", "true"},
	{"GOTRUE_AUDIT_LOG_DISABLE_POSTGRES", "true", "auth.audit_log", "false"},
	{"GOTRUE_PASSWORD_MIN_LENGTH", "4", "auth.minimum_password_length", "6"},
	{"GOTRUE_PASSWORD_REQUIRED_CHARACTERS", "abc:123", "auth.password_requirements", "abc:123"},
	{"GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION", "true", "auth.password_change_needs_reauthentication", "true"},
	{"GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_CURRENT_PASSWORD", "true", "auth.password_change_needs_current_password", "true"},
	{"GOTRUE_JWT_SECRET", "a secret of at least 32 characters", "auth.jwt_secret", "a secret of at least 32 characters"},
	{"GOTRUE_JWT_SECRET", "a secret of at least 32 characters", "auth.jwt_algorithm", "HS256"},
	{"GOTRUE_JWT_KEYS", "[]", "auth.jwt_keys", "[]"},
	{"GOTRUE_JWT_KEY_ID", "first", "auth.jwt_key_id", "first"},
	{"GOTRUE_JWT_EXP", "7200", "auth.jwt_expiry", "2h0m0s"},
	{"GOTRUE_JWT_AUD", "people", "auth.jwt_aud", "people"},
	{"GOTRUE_JWT_ISSUER", "https://iss.example", "auth.jwt_issuer", "https://iss.example"},
	{"GOTRUE_JWT_DEFAULT_GROUP_NAME", "member", "auth.jwt_default_role", "member"},
	{"GOTRUE_JWT_ADMIN_ROLES", "root,service_role", "auth.jwt_admin_roles", "[root service_role]"},
	{"GOTRUE_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", "false", "auth.enable_refresh_token_rotation", "false"},
	{"GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL", "30", "auth.refresh_token_reuse_interval", "30s"},
	{"GOTRUE_SECURITY_REFRESH_TOKEN_ALLOW_REUSE", "true", "auth.refresh_token_allow_reuse", "true"},
	{"GOTRUE_SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION", "0", "auth.refresh_token_version", "1"},
	{"GOTRUE_EXTERNAL_PHONE_ENABLED", "false", "auth.sms.enable_signup", "false"},
	{"GOTRUE_SMS_AUTOCONFIRM", "true", "auth.sms.enable_confirmations", "false"},
	{"GOTRUE_SMS_TEMPLATE", "Your code is {{ .Code }}", "auth.sms.template", "Your code is {{ .Code }}"},
	{"GOTRUE_SMS_MAX_FREQUENCY", "30s", "auth.rate_limits.otp.period", "30s"},
	{"GOTRUE_SMS_MAX_FREQUENCY", "30s", "auth.sms.max_frequency", "30s"},
	{"GOTRUE_SMS_OTP_LENGTH", "8", "auth.sms.otp_length", "8"},
	{"GOTRUE_SMS_OTP_EXP", "6000", "auth.rate_limits.otp.validity", "10m0s"},
	{"GOTRUE_SMS_TEST_OTP", "15550000001:12345678, 15550000002:87654321", "auth.sms.test_otp", "map[15550000001:12345678 15550000002:87654321]"},
	{"GOTRUE_SMS_TEST_OTP_VALID_UNTIL", "2030-01-31T00:00:00Z", "auth.sms.test_otp_valid_until", "2030-01-31 00:00:00 +0000 UTC"},
	{"GOTRUE_SMS_PROVIDER", "twilio", "auth.sms.twilio.enabled", "true"},
	{"GOTRUE_SMS_PROVIDER", "twilio", "auth.sms.twilio_verify.enabled", "false"},
	{"GOTRUE_SMS_PROVIDER", "twilio", "auth.sms.messagebird.enabled", "false"},
	{"GOTRUE_SMS_PROVIDER", "twilio", "auth.sms.vonage.enabled", "false"},
	{"GOTRUE_SMS_PROVIDER", "twilio", "auth.sms.textlocal.enabled", "false"},
	{"GOTRUE_SMS_TWILIO_VERIFY_ACCOUNT_SID", "AC2", "auth.sms.twilio_verify.account_sid", "AC2"},
	{"GOTRUE_SMS_TWILIO_VERIFY_AUTH_TOKEN", "t0ken", "auth.sms.twilio_verify.auth_token", "t0ken"},
	{"GOTRUE_SMS_TWILIO_VERIFY_MESSAGE_SERVICE_SID", "VA1", "auth.sms.twilio_verify.message_service_sid", "VA1"},
	{"GOTRUE_SMS_MESSAGEBIRD_ACCESS_KEY", "key", "auth.sms.messagebird.access_key", "key"},
	{"GOTRUE_SMS_MESSAGEBIRD_ORIGINATOR", "Acme", "auth.sms.messagebird.originator", "Acme"},
	{"GOTRUE_SMS_VONAGE_API_KEY", "key", "auth.sms.vonage.api_key", "key"},
	{"GOTRUE_SMS_VONAGE_API_SECRET", "s3cret", "auth.sms.vonage.api_secret", "s3cret"},
	{"GOTRUE_SMS_VONAGE_FROM", "Acme", "auth.sms.vonage.from", "Acme"},
	{"GOTRUE_SMS_TEXTLOCAL_API_KEY", "key", "auth.sms.textlocal.api_key", "key"},
	{"GOTRUE_SMS_TEXTLOCAL_SENDER", "Acme", "auth.sms.textlocal.sender", "Acme"},
	{"GOTRUE_SMS_TWILIO_ACCOUNT_SID", "AC1", "auth.sms.twilio.account_sid", "AC1"},
	{"GOTRUE_SMS_TWILIO_AUTH_TOKEN", "t0ken", "auth.sms.twilio.auth_token", "t0ken"},
	{"GOTRUE_SMS_TWILIO_MESSAGE_SERVICE_SID", "MG1", "auth.sms.twilio.message_service_sid", "MG1"},
	{"GOTRUE_SMS_TWILIO_CONTENT_SID", "HX1", "auth.sms.twilio.content_sid", "HX1"},
	{"GOTRUE_RATE_LIMIT_OTP", "12.5", "auth.rate_limit.sign_in_sign_ups", "13"},
	{"GOTRUE_RATE_LIMIT_VERIFY", "14", "auth.rate_limit.token_verifications", "14"},
	{"GOTRUE_RATE_LIMIT_TOKEN_REFRESH", "15", "auth.rate_limit.token_refresh", "15"},
	{"GOTRUE_RATE_LIMIT_ANONYMOUS_USERS", "16", "auth.rate_limit.anonymous_users", "16"},
	{"GOTRUE_RATE_LIMIT_SMS_SENT", "100/24h", "auth.rate_limit.sms_sent", "100"},
	{"GOTRUE_RATE_LIMIT_SMS_SENT", "100/24h", "auth.rate_limit.sms_sent_period", "24h0m0s"},
	{"GOTRUE_MFA_RATE_LIMIT_CHALLENGE_AND_VERIFY", "17", "auth.rate_limit.mfa", "17"},
	{"GOTRUE_SESSIONS_TIMEBOX", "24h", "auth.sessions.timebox", "24h0m0s"},
	{"GOTRUE_SESSIONS_INACTIVITY_TIMEOUT", "8h", "auth.sessions.inactivity_timeout", "8h0m0s"},
	{"GOTRUE_SESSIONS_ALLOW_LOW_AAL", "1h", "auth.sessions.allow_low_aal", "1h0m0s"},
	{"GOTRUE_SESSIONS_SINGLE_PER_USER", "true", "auth.sessions.single_per_user", "true"},
	{"GOTRUE_SESSIONS_TAGS", "a,b", "auth.sessions.tags", "[a b]"},
	{"GOTRUE_MFA_MAX_ENROLLED_FACTORS", "3", "auth.mfa.max_enrolled_factors", "3"},
	{"GOTRUE_MFA_CHALLENGE_EXPIRY_DURATION", "120", "auth.mfa.challenge_expiry", "2m0s"},
	{"GOTRUE_MFA_TOTP_ENROLL_ENABLED", "false", "auth.mfa.totp.enroll_enabled", "false"},
	{"GOTRUE_MFA_TOTP_VERIFY_ENABLED", "false", "auth.mfa.totp.verify_enabled", "false"},
	{"GOTRUE_MFA_PHONE_ENROLL_ENABLED", "true", "auth.mfa.phone.enroll_enabled", "true"},
	{"GOTRUE_MFA_PHONE_VERIFY_ENABLED", "true", "auth.mfa.phone.verify_enabled", "true"},
	{"GOTRUE_MFA_PHONE_OTP_LENGTH", "7", "auth.mfa.phone.otp_length", "7"},
	{"GOTRUE_MFA_PHONE_TEMPLATE", "{{ .Code }}", "auth.mfa.phone.template", "{{ .Code }}"},
	{"GOTRUE_MFA_PHONE_MAX_FREQUENCY", "5s", "auth.mfa.phone.max_frequency", "5s"},
	{"GOTRUE_SECURITY_CAPTCHA_ENABLED", "true", "auth.captcha.enabled", "true"},
	{"GOTRUE_SECURITY_CAPTCHA_PROVIDER", "turnstile", "auth.captcha.provider", "turnstile"},
	{"GOTRUE_SECURITY_CAPTCHA_SECRET", "0x1", "auth.captcha.secret", "0x1"},
	{"GOTRUE_SECURITY_CAPTCHA_TIMEOUT", "3s", "auth.captcha.timeout", "3s"},
	{"GOTRUE_HOOK_SEND_SMS_ENABLED", "true", "auth.hook.send_sms.enabled", "true"},
	{"GOTRUE_HOOK_CUSTOM_ACCESS_TOKEN_URI", "https://h.example", "auth.hook.custom_access_token.uri", "https://h.example"},
	{"GOTRUE_HOOK_BEFORE_USER_CREATED_SECRETS", "v1,whsec_x", "auth.hook.before_user_created.secrets", "v1,whsec_x"},
}

func valueOf(t *testing.T, cfg *Config, path string) string {
	t.Helper()
	for _, k := range keysOf(cfg) {
		if k.path == path {
			return fmt.Sprint(k.field.Interface())
		}
	}
	t.Fatalf("no key is called %s", path)
	return ""
}

func TestTheEnvironmentOfGoTrueSetsOurKeys(t *testing.T) {
	var env, proved []string
	for _, v := range goTrue {
		env, proved = append(env, v.name+"="+v.value), append(proved, v.name+" "+v.key)
	}
	cfg, err := Load("", env)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range goTrue {
		if got := valueOf(t, cfg, v.key); got != v.want {
			t.Errorf("%s=%s: %s is %q, want %q", v.name, v.value, v.key, got, v.want)
		}
	}
	for _, n := range othernames.GoTrue() {
		valueOf(t, cfg, n.Key) // exists
		if !strings.HasPrefix(n.Variable, "GOTRUE_HOOK_") && !slices.Contains(proved, n.Variable+" "+n.Key) {
			t.Errorf("%s for %s is not tried", n.Variable, n.Key)
		}
	}
	if w := strings.Join(cfg.Warnings(), "\n"); !strings.Contains(w, "GOTRUE_SMS_OTP_EXP: codes live for 10m") || strings.Contains(w, "ignored") {
		t.Errorf("Warnings: %s", w)
	}
}

func TestOurNamesWinOverThoseOfGoTrue(t *testing.T) {
	cfg := load(t, "[auth]\njwt_expiry = 60\nrate_limits.otp.validity = \"30s\"\n",
		"GOTRUE_JWT_EXP=7200", "GOTRUE_SMS_OTP_EXP=300", "GOTRUE_SITE_URL=https://their.example", "PHONELOGIN_AUTH_SITE_URL=https://our.example",
		"GOTRUE_DB_DATABASE_URL=postgres://theirs", "PHONELOGIN_DATABASE_URL=postgres://ours", "GOTRUE_API_PORT=1", "PHONELOGIN_SERVER_LISTEN=localhost:2")
	got := []string{cfg.Auth.JWTExpiry.String(), cfg.Auth.RateLimits.OTP.Validity.String(), cfg.Auth.SiteURL, cfg.Database.URL, cfg.Server.Listen}
	if want := []string{"1m0s", "30s", "https://our.example", "postgres://ours", "localhost:2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Zeros and empty values of GoTrue mean its defaults, and ours here.
func TestDefaultsStayOurs(t *testing.T) {
	cfg, err := Load("", []string{"GOTRUE_JWT_AUD=", "GOTRUE_SMS_OTP_EXP=0", "GOTRUE_SMS_OTP_LENGTH=0", "GOTRUE_SMS_MAX_FREQUENCY=0s",
		"GOTRUE_DB_MAX_POOL_SIZE=0", "GOTRUE_SMS_AUTOCONFIRM=false", "GOTRUE_SECURITY_SB_FORWARDED_FOR_ENABLED=false",
		"GOTRUE_RATE_LIMIT_SMS_SENT=40", "API_EXTERNAL_URL=http://localhost:8000/auth/v1", "PORT=9999"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"auth.jwt_aud": "authenticated", "auth.rate_limits.otp.validity": "1m0s", "auth.sms.otp_length": "6",
		"auth.rate_limits.otp.period": "1m0s", "database.max_connections": "16", "auth.sms.enable_confirmations": "true",
		"server.client_ip_header": "X-Forwarded-For", "auth.rate_limit.sms_sent": "40", "auth.rate_limit.sms_sent_period": "1h0m0s",
		"mode": "development", "server.public_url": "http://localhost:8000", "server.listen": "127.0.0.1:9999",
	} {
		if got := valueOf(t, cfg, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

// A variable without the prefix counts only beside one with it.
func TestNamesWithoutThePrefixNeedAnotherWithIt(t *testing.T) {
	cfg, err := Load("", []string{"API_EXTERNAL_URL=https://auth.example.com"})
	if err != nil || cfg.Mode != Development || cfg.Server.PublicURL != "http://localhost:8080" {
		t.Errorf("got %v, %s, %s", err, cfg.Mode, cfg.Server.PublicURL)
	}
}

func TestWhatMeansNothingIsListedWithoutItsValue(t *testing.T) {
	cfg, err := Load("", []string{
		"GOTRUE_SMTP_PASS=hunter2", "GOTRUE_EXTERNAL_GOOGLE_SECRET=hunter2", "GOTRUE_EXTERNAL_EMAIL_ENABLED=true",
		"GOTRUE_SMS_OTP_LENGHT=hunter2", "GOTRUE_SITE_URL=http://localhost:3000",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"environment: these variables of GoTrue have no meaning for this server and were ignored: " +
			"GOTRUE_EXTERNAL_EMAIL_ENABLED, GOTRUE_EXTERNAL_GOOGLE_SECRET, GOTRUE_SMTP_PASS",
		"environment: these variables of GoTrue are unknown and were ignored: GOTRUE_SMS_OTP_LENGHT",
	}
	if got := cfg.Warnings(); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestTheSenderOfGoTrueIsSwitchedOnAlone(t *testing.T) {
	for _, name := range []string{"twilio", "twilio_verify", "messagebird", "vonage", "textlocal"} {
		cfg, err := Load("", []string{"GOTRUE_SMS_PROVIDER=" + name})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{name}, cfg.Auth.SMS.EnabledProviders()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestValuesOfGoTrueThatCannotBeAreRefusedByTheirNames(t *testing.T) {
	_, err := Load("", []string{
		"GOTRUE_SMS_PROVIDER=pigeon", "GOTRUE_DISABLE_SIGNUP=perhaps", "GOTRUE_SMS_TEST_OTP=15550000001=123456",
		"GOTRUE_RATE_LIMIT_OTP=-1", "GOTRUE_JWT_EXP=soon", "GOTRUE_RATE_LIMIT_SMS_SENT=1/hour",
	})
	want := `GOTRUE_DISABLE_SIGNUP: is not true or false
GOTRUE_SMS_TEST_OTP: has an entry that is not number:code
GOTRUE_SMS_PROVIDER: "pigeon" is no sender
GOTRUE_RATE_LIMIT_OTP: is not a number of requests or seconds
GOTRUE_JWT_EXP: auth.jwt_expiry: "soon" is not a duration such as "60s"
GOTRUE_RATE_LIMIT_SMS_SENT: auth.rate_limit.sms_sent_period: "hour" is not a duration such as "60s"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// deployment is the minimum of a GoTrue server in production.
func deployment(more ...string) []string {
	return append([]string{
		"GOTRUE_DB_DATABASE_URL=postgres://db.example/app", "API_EXTERNAL_URL=https://auth.example.com",
		"GOTRUE_SITE_URL=https://app.example.com", "GOTRUE_JWT_SECRET=a secret of at least 32 characters",
		"GOTRUE_SMS_PROVIDER=twilio", "GOTRUE_SMS_TWILIO_ACCOUNT_SID=AC" + strings.Repeat("0", 32),
		"GOTRUE_SMS_TWILIO_AUTH_TOKEN=t0ken", "GOTRUE_SMS_TWILIO_MESSAGE_SERVICE_SID=MG" + strings.Repeat("0", 32),
	}, more...)
}

func TestADeploymentStartsWithTheOneSecretThatItHas(t *testing.T) {
	cfg, err := Load("", deployment())
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Check(readers()); err != nil {
		t.Fatal(err)
	}
	again, err := Load("", deployment())
	if err != nil || again.Secrets.MasterKey != cfg.Secrets.MasterKey || again.Auth.SecretKey != cfg.Auth.SecretKey {
		t.Errorf("replicas have different secrets: %v", err)
	}
	other, err := Load("", deployment("GOTRUE_JWT_SECRET=another one of at least 32 characters"))
	if err != nil || other.Secrets.MasterKey == cfg.Secrets.MasterKey {
		t.Errorf("another secret makes the same master key: %v", err)
	}
	made := []string{cfg.Secrets.MasterKey, cfg.Secrets.CookieKeys[0], cfg.Auth.PublishableKey, cfg.Auth.SecretKey}
	warned := strings.Join(cfg.Warnings(), "\n")
	for i, one := range made {
		if strings.Contains(warned, one) || slices.Contains(made[:i], one) {
			t.Error("a derived secret is shown, or is another's")
		}
	}
	for _, key := range []string{"secrets.master_key", "secrets.cookie_keys", "auth.publishable_key", "auth.secret_key"} {
		if !strings.Contains(warned, key) {
			t.Errorf("the warnings do not name %s:\n%s", key, warned)
		}
	}
	own, err := Load("", deployment("PHONELOGIN_SECRETS_MASTER_KEY=own"))
	if err != nil || own.Secrets.MasterKey != "own" {
		t.Errorf("got %q, %v, want the one that is set", own.Secrets.MasterKey, err)
	}
}
