package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func printed(t *testing.T, cfg *Config) string {
	t.Helper()
	var out strings.Builder
	if err := cfg.Print(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPrintShowsNoSecret(t *testing.T) {
	cfg := ready(t)
	cfg.Database.URL = "postgres://me:s3cret@db.example:5432/phonelogin?sslmode=require"
	cfg.Auth.JWTSecret = "s3cret"
	cfg.Auth.SMS.TestOTP = map[string]string{"+4152127777": "123456"}
	secrets := []string{
		"s3cret", "415212", "123456", cfg.Secrets.MasterKey, cfg.Secrets.SigningKey, cfg.Secrets.CookieKeys[0],
		cfg.Auth.SecretKey, cfg.Auth.SMS.Twilio.AuthToken,
	}
	out := printed(t, cfg)
	for _, s := range secrets {
		if strings.Contains(out, s) {
			t.Errorf("Print shows %q", s)
		}
	}
	for _, want := range []string{
		"mode = 'production'\n\n[server]\n",
		"url = 'postgres://me:********@db.example:5432/phonelogin?sslmode=require'\n",
		"jwt_expiry = '1h0m0s'\n",
		"publishable_key = '" + cfg.Auth.PublishableKey + "'\n",
		"test_otp = {\"…77\" = \"********\"}\n",
		"master_key = '********'\n",
		"cookie_keys = ['********']\n",
		"[[apps]]\nid = 'shop'\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("Print does not show %q in:\n%s", want, out)
		}
	}
}

func TestWhatIsPrintedLoadsAgain(t *testing.T) {
	first := load(t, "[auth]\nadditional_redirect_urls = [\"https://a.example/?q='\"]\napp_name = \"Tom's\\nShop\"\n"+
		"[auth.sms]\ntest_otp_valid_until = 2030-01-31T00:00:00Z\n"+
		"templates = {de = \"{{ .Code }} in Tom's\\nShop\", pt-BR = \"{{ .Code }}\"}\n[[apps]]\nid = \"a\"\n[[apps]]\nid = \"b\"")
	second := load(t, printed(t, first))
	if diff := cmp.Diff(printed(t, first), printed(t, second)); diff != "" {
		t.Errorf("printed twice (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(first.Auth.SMS.Templates, second.Auth.SMS.Templates); diff != "" || len(second.Auth.SMS.Templates) != 2 {
		t.Errorf("the texts loaded again (-first +second):\n%s", diff)
	}
	if first.Auth.AppName != second.Auth.AppName || len(second.Apps) != 2 {
		t.Errorf("loaded again: %+v", second)
	}
}

func TestPrintHidesPasswordsOfDatabases(t *testing.T) {
	tests := []struct{ url, want string }{
		{"sqlite:./data/a.db", "sqlite:./data/a.db"},
		{"postgres://db/x", "postgres://db/x"},
		{"postgres://me@db/x", "postgres://me@db/x"},
		{"postgres://me:pw@db/x", "postgres://me:********@db/x"},
		{"postgres:///x?host=/run/postgresql&user=me&password=pw", "postgres:///x?host=/run/postgresql&password=********&user=me"},
		{"postgres://me:1?pw@db/x", "********"},
		{"postgres://me:1#pw@db/x", "********"},
		{"postgres://me:p/w@db/x", "********"},
		{"postgres://me:p%w@db/x", "********"},
		{"host=db password=pw", "********"},
	}
	for _, test := range tests {
		if got := maskPassword(test.url); got != test.want {
			t.Errorf("maskPassword(%q) = %q, want %q", test.url, got, test.want)
		}
	}
}
