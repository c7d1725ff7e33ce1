package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// supabaseFile is the Supabase CLI's file with a change.
func supabaseFile(t *testing.T, old, new string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/supabase.toml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("the file has no %q", old)
	}
	return strings.Replace(string(data), old, new, 1)
}

func TestTheFileOfTheSupabaseCLIIsReadAsItStands(t *testing.T) {
	cfg, err := Load("testdata/supabase.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"mode":                                        "development",
		"auth.site_url":                               "http://127.0.0.1:3000",
		"auth.additional_redirect_urls":               "[https://127.0.0.1:3000 http://localhost:*/**]",
		"auth.jwt_expiry":                             "1h0m0s",
		"auth.signing_keys_path":                      filepath.Join("testdata", "signing_keys.json"),
		"auth.refresh_token_reuse_interval":           "10s",
		"auth.password_change_needs_reauthentication": "true",
		"auth.rate_limit.token_refresh":               "150",
		"auth.captcha.secret":                         "",
		"auth.sms.enable_signup":                      "false",
		"auth.sms.enable_confirmations":               "false",
		"auth.sms.template":                           "Your code is {{ .Code }}",
		"auth.rate_limits.otp.period":                 "5s",
		"auth.sms.test_otp":                           "map[4152127777:123456]",
		"auth.sms.twilio.auth_token":                  "",
		"auth.sessions.timebox":                       "24h0m0s",
		"auth.sessions.inactivity_timeout":            "8h0m0s",
		"auth.hook.custom_access_token.enabled":       "true",
		"auth.mfa.totp.enroll_enabled":                "false",
		"auth.mfa.phone.max_frequency":                "5s",
	} {
		if got := valueOf(t, cfg, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	want := "supabase.toml: these parts of Supabase's config.toml have no meaning for this server and were ignored: " +
		"api, auth.email, auth.enabled, auth.external, auth.hook.send_email, auth.mfa.web_authn, auth.oauth_server, " +
		"auth.rate_limit.email_sent, auth.rate_limit.web3, auth.third_party, db, edge_runtime, experimental, " +
		"inbucket, project_id, realtime, storage, studio"
	if w := cfg.Warnings(); len(w) != 2 || w[0] != want || !strings.HasPrefix(w[1], "auth.sms.enable_confirmations:") {
		t.Errorf("got %q\nwant %q and one of enable_confirmations", w, want)
	}
	if cfg.Given("auth.rate_limit") || !cfg.Given("auth.sessions") {
		t.Error("the limits of every such file are taken for somebody's choice")
	}
}

func TestOurNamesWinOverThoseOfTheSupabaseCLI(t *testing.T) {
	path := write(t, supabaseFile(t, "enable_signup = false", "enable_signup = true"))
	cfg, err := Load(path, []string{"PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=5", "SUPABASE_AUTH_SMS_TWILIO_AUTH_TOKEN=t0ken"})
	if err != nil {
		t.Fatal(err)
	}
	if !cfg.Auth.SMS.EnableSignup || cfg.Auth.RateLimit.SMSSent != 5 || cfg.Auth.SMS.Twilio.AuthToken != "t0ken" {
		t.Errorf("got %+v", cfg.Auth)
	}
	if !cfg.Given("auth.rate_limit.sms_sent") || cfg.Given("auth.rate_limit.token_refresh") {
		t.Error("what the environment sets counts, and nothing else")
	}
}

func TestWhatIsWrongInAFileOfTheSupabaseCLIIsTold(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"a key that nobody knows", "jwt_expiry = 3600", "jwt_expirey = 3600", "unknown key auth.jwt_expirey; did you mean auth.jwt_expiry?"},
		{"a table that nobody knows", "[edge_runtime]", "[edge]", "unknown key edge.policy"},
		{"a value of another type", "jwt_expiry = 3600", "jwt_expiry = true", "auth.jwt_expiry: true is not a duration"},
	} {
		problems := problemsOf(t, supabaseFile(t, test.old, test.new))
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, test.want) }) {
			t.Errorf("%s: got %q, want %q", test.name, problems, test.want)
		}
	}
}

// A file of our own stays strict: unknown keys are errors.
func TestPartsOfSupabaseInAFileOfOursAreErrors(t *testing.T) {
	for _, file := range []string{"[auth.email]\nenable_signup = true\n", "[auth.rate_limit]\nemail_sent = 2\n"} {
		if problems := problemsOf(t, file); !strings.Contains(problems[0], "unknown key") {
			t.Errorf("%q: got %q", file, problems)
		}
	}
}
