package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// write writes a file in a new directory and returns its path.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "phonelogin.toml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, content string, env ...string) *Config {
	t.Helper()
	cfg, err := Load(write(t, content), env)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return cfg
}

// problemsOf loads settings that must be refused, and returns the problems without
// the file's directory.
func problemsOf(t *testing.T, content string, env ...string) []string {
	t.Helper()
	path := write(t, content)
	_, err := Load(path, env)
	if err == nil {
		t.Fatalf("Load(%q, %q) found no problems", content, env)
	}
	text := strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), "")
	return strings.Split(text, "\n")
}

func TestLoadWithoutAnythingIsDevelopmentThatPassesTheCheck(t *testing.T) {
	cfg, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Check(readers()); err != nil {
		t.Errorf("Check: %v", err)
	}
	got := []string{cfg.Mode, cfg.Server.PublicURL, cfg.Database.URL, cfg.Log.Format}
	want := []string{"development", "http://localhost:8080", "sqlite:data/phonelogin.db", "text"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load of nothing (-want +got):\n%s", diff)
	}
}

func TestLoadRefusesAMissingFile(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.toml"), nil); err == nil {
		t.Error("Load of a missing file gave no error")
	}
}

func TestLoadReadsTheKeysOfTheFile(t *testing.T) {
	cfg := load(t, `
mode = "production"
[auth]
jwt_expiry = 120
additional_redirect_urls = ["https://a.example/cb", "env(SECOND)"]
[auth.sms]
enable_signup = "env(SIGNUP)"
otp_length = "env(LENGTH)"
max_frequency = "1m30s"
test_otp_valid_until = 2030-01-31T00:00:00Z
[auth.sms.test_otp]
4152127777 = "env(CODE)"
[auth.sms.twilio]
auth_token = "env(TOKEN)"
timeout = "env(TIMEOUT)"
[[apps]]
id = "first"
redirect_urls = ["https://first.example/cb"]
[[apps]]
id = "second"
allow_fragment = true
`, "SECOND=https://b.example/cb", "SIGNUP=false", "LENGTH=8", "CODE=12345678", "TOKEN=t0ken", "TIMEOUT=3")

	got := []any{
		cfg.Mode, cfg.Auth.JWTExpiry, cfg.Auth.AdditionalRedirectURLs, cfg.Auth.SMS.EnableSignup,
		cfg.Auth.SMS.OTPLength, cfg.Auth.SMS.MaxFrequency, cfg.Auth.SMS.TestOTPValidUntil,
		cfg.Auth.SMS.TestOTP, cfg.Auth.SMS.Twilio.AuthToken, cfg.Auth.SMS.Twilio.Timeout, cfg.Log.Format, cfg.Apps,
	}
	want := []any{
		"production", 2 * time.Minute, []string{"https://a.example/cb", "https://b.example/cb"}, false,
		8, 90 * time.Second, time.Date(2030, 1, 31, 0, 0, 0, 0, time.UTC),
		map[string]string{"4152127777": "12345678"}, "t0ken", 3 * time.Second, "json",
		[]App{{ID: "first", RedirectURLs: []string{"https://first.example/cb"}}, {ID: "second", AllowFragment: true}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestTheEnvironmentWinsOverTheFile(t *testing.T) {
	cfg := load(t, `
[server]
listen = "127.0.0.1:1"
[auth.sms.test_otp]
1000 = "111111"
`,
		"PHONELOGIN_SERVER_LISTEN=127.0.0.1:2",
		"PHONELOGIN_AUTH_ADDITIONAL_REDIRECT_URLS=https://a.example/, https://b.example/",
		"PHONELOGIN_AUTH_SMS_TEST_OTP=2000=222222,3000=333333",
		"PHONELOGIN_AUTH_SMS_TWILIO_AUTH_TOKEN=a=b",
		"PHONELOGIN_AUTH_SMS_TEST_OTP_VALID_UNTIL=2030-01-31T01:00:00+01:00",
		"PHONELOGIN_AUTH_JWT_EXPIRY=90",
		"PHONELOGIN_AUTH_ENABLE_SIGNUP=false",
	)
	got := []any{
		cfg.Server.Listen, cfg.Auth.AdditionalRedirectURLs, cfg.Auth.SMS.TestOTP, cfg.Auth.SMS.Twilio.AuthToken,
		cfg.Auth.SMS.TestOTPValidUntil.Unix(), cfg.Auth.JWTExpiry, cfg.Auth.EnableSignup,
	}
	want := []any{
		"127.0.0.1:2", []string{"https://a.example/", "https://b.example/"},
		map[string]string{"2000": "222222", "3000": "333333"}, "a=b",
		time.Date(2030, 1, 31, 0, 0, 0, 0, time.UTC).Unix(), 90 * time.Second, false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestConventionalVariablesStandInForKeysThatAreNotSet(t *testing.T) {
	tests := []struct {
		name, file string
		env        []string
		want       [3]string // listen, public URL, database
	}{
		{
			name: "not set anywhere", env: []string{"PORT=3000", "DATABASE_URL=postgres://db/x"},
			want: [3]string{"127.0.0.1:3000", "http://localhost:3000", "postgres://db/x"},
		},
		{
			name: "set in the file", file: "[server]\nlisten = \":9\"\n[database]\nurl = \"sqlite:f\"",
			env:  []string{"PORT=3000", "DATABASE_URL=postgres://db/x"},
			want: [3]string{":9", "http://localhost:9", "sqlite:f"},
		},
		{
			name: "set in the environment",
			env:  []string{"PORT=3000", "PHONELOGIN_SERVER_LISTEN=:9", "DATABASE_URL=postgres://db/x", "PHONELOGIN_DATABASE_URL=sqlite:e"},
			want: [3]string{":9", "http://localhost:9", "sqlite:e"},
		},
		{
			name: "empty", env: []string{"PORT=", "DATABASE_URL=", "PHONELOGIN_SERVER_DATA_DIR=d"},
			want: [3]string{"127.0.0.1:8080", "http://localhost:8080", "sqlite:d/phonelogin.db"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg := load(t, test.file, test.env...)
			got := [3]string{cfg.Server.Listen, cfg.Server.PublicURL, cfg.Database.URL}
			if got != test.want {
				t.Errorf("Load(%q, %q) = %q, want %q", test.file, test.env, got, test.want)
			}
		})
	}
}

func TestPeriodWinsOverMaxFrequency(t *testing.T) {
	const frequency, period = "[auth.sms]\nmax_frequency = \"5s\"\n", "[auth.rate_limits.otp]\nperiod = 7\n"
	tests := []struct {
		name, file string
		env        []string
		want       time.Duration
	}{
		{"neither", "", nil, 60 * time.Second},
		{"only Supabase's name", frequency, nil, 5 * time.Second},
		{"only ours", period, nil, 7 * time.Second},
		{"both in the file", frequency + period, nil, 7 * time.Second},
		{"Supabase's in the environment", period, []string{"PHONELOGIN_AUTH_SMS_MAX_FREQUENCY=5s"}, 7 * time.Second},
		{"ours in the environment", frequency, []string{"PHONELOGIN_AUTH_RATE_LIMITS_OTP_PERIOD=9s"}, 9 * time.Second},
		{"ours is zero", frequency + "[auth.rate_limits.otp]\nperiod = 0\n", nil, 0},
		{"Supabase's is zero", "[auth.sms]\nmax_frequency = 0", nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg := load(t, test.file, test.env...)
			if got := cfg.Auth.RateLimits.OTP.Period; got != test.want {
				t.Errorf("period = %v, want %v", got, test.want)
			}
			if got := cfg.Auth.SMS.MaxFrequency; got != test.want {
				t.Errorf("max_frequency = %v, want %v", got, test.want)
			}
		})
	}
}

func TestVariablesOfKubernetesAreNoMistake(t *testing.T) {
	load(t, "",
		"PHONELOGIN_SERVICE_HOST=10.0.0.1", "PHONELOGIN_SERVICE_PORT=80", "PHONELOGIN_SERVICE_PORT_HTTP=80",
		"PHONELOGIN_PORT=tcp://10.0.0.1:80", "PHONELOGIN_PORT_80_TCP=tcp://10.0.0.1:80", "PHONELOGIN_PORT_80_TCP_ADDR=10.0.0.1")
}

func TestEveryKeyHasAVariableOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, k := range keysOf(&Config{}) {
		if other, ok := seen[k.env()]; ok {
			t.Errorf("%s and %s share %s", k.path, other, k.env())
		}
		seen[k.env()] = k.path
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", "mode = 3", "[[apps]]\nid = \"a\"", "apps = [1, {}]", "[auth.sms.test_otp]\n1 = 2", "auth.\"a.b\".c = 1",
		"[auth]\njwt_expiry = 1e9", "[auth.sms]\ntemplate = \"env(X)\"", "[apps]\nid = 1", "[[apps]]\n[[apps.redirect_urls]]",
	} {
		f.Add(seed, "PHONELOGIN_AUTH_SMS_OTP_LENGTH=6")
	}
	f.Fuzz(func(t *testing.T, content, variable string) {
		cfg, err := Load(write(t, content), []string{variable})
		if err != nil {
			return
		}
		_ = cfg.Check(readers()) // may find anything, and must not panic
		if err := cfg.Print(&strings.Builder{}); err != nil {
			t.Errorf("Print: %v", err)
		}
	})
}
