package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// goTrue is the environment of a GoTrue server in production, with a database of
// its own.
func goTrue(t *testing.T) []string {
	t.Helper()
	return []string{
		"GOTRUE_DB_DRIVER=postgres", "GOTRUE_DB_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "app.db"),
		"GOTRUE_API_HOST=127.0.0.1", "GOTRUE_API_PORT=0", "API_EXTERNAL_URL=https://auth.example.com/auth/v1",
		"GOTRUE_SITE_URL=https://app.example.com", "GOTRUE_URI_ALLOW_LIST=https://*.app.example.com/**,myapp://callback",
		"GOTRUE_JWT_SECRET=a secret of at least 32 characters", "GOTRUE_JWT_EXP=3600", "GOTRUE_JWT_AUD=authenticated",
		"GOTRUE_JWT_DEFAULT_GROUP_NAME=authenticated", "GOTRUE_JWT_ADMIN_ROLES=service_role",
		"GOTRUE_DISABLE_SIGNUP=false", "GOTRUE_EXTERNAL_EMAIL_ENABLED=false", "GOTRUE_EXTERNAL_PHONE_ENABLED=true",
		"GOTRUE_SMS_AUTOCONFIRM=false", "GOTRUE_SMS_PROVIDER=twilio", "GOTRUE_SMS_OTP_EXP=300",
		"GOTRUE_SMS_TWILIO_ACCOUNT_SID=AC" + strings.Repeat("0", 32), "GOTRUE_SMS_TWILIO_AUTH_TOKEN=the-carrier's-token",
		"GOTRUE_SMS_TWILIO_MESSAGE_SERVICE_SID=MG" + strings.Repeat("0", 32),
		"GOTRUE_SMTP_PASS=the-mail-password", "GOTRUE_MAILER_AUTOCONFIRM=true",
	}
}

func TestTheEnvironmentOfAGoTrueIsChecked(t *testing.T) {
	code, out, errOut := call(t, goTrue(t), "check", "--offline")
	if code != 0 || !strings.Contains(out, `mode = 'production'`) || !strings.Contains(out, "https://auth.example.com'") {
		t.Errorf("got exit code %d:\n%s%s", code, out, errOut)
	}
	if !strings.Contains(errOut, "ignored: GOTRUE_DB_DRIVER, GOTRUE_EXTERNAL_EMAIL_ENABLED, GOTRUE_MAILER_AUTOCONFIRM, GOTRUE_SMTP_PASS\n") {
		t.Errorf("the warning does not list what means nothing:\n%s", errOut)
	}
	for _, secret := range []string{"the-mail-password", "the-carrier's-token", "a secret of"} {
		if strings.Contains(out+errOut, secret) {
			t.Errorf("%q is shown", secret)
		}
	}
}

func TestTheEnvironmentOfAGoTrueStartsTheServer(t *testing.T) {
	t.Chdir(t.TempDir())
	out, stop := start(t, append(goTrue(t), "PHONELOGIN_SERVER_LISTEN=127.0.0.1:0")...)
	base := address(t, out)
	status, body := get(t, base+"/settings") // as behind Supabase's gateway
	if status != http.StatusOK || !strings.Contains(body, `"phone":true`) || !strings.Contains(body, `"sms_provider":"twilio"`) {
		t.Errorf("GET /settings: got %d %s", status, body)
	}
	if code := stop(); code != 0 {
		t.Errorf("got exit code %d:\n%s", code, out.text())
	}
}

func TestTheFileOfTheSupabaseCLIIsChecked(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "config", "testdata", "supabase.toml"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "config.toml")
	// The CLI makes the file of keys.
	text := strings.Replace(string(file), "signing_keys_path", "# signing_keys_path", 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := call(t, []string{"PHONELOGIN_AUTH_HOOK_CUSTOM_ACCESS_TOKEN_ENABLED=false"}, "check", "--config", path) // needs Postgres
	if code != 0 || !strings.Contains(out, "Your code is {{ .Code }}") || !strings.Contains(errOut, "ignored: api, auth.email") {
		t.Errorf("got exit code %d:\n%s%s", code, out, errOut)
	}
}
