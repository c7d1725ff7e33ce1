package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output collects what a running program writes.
type output struct {
	sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.Buffer.Write(p)
}

func (o *output) text() string {
	o.Lock()
	defer o.Unlock()
	return o.String()
}

// call runs the program to its end.
func call(t *testing.T, env []string, args ...string) (code int, out, errOut string) {
	t.Helper()
	t.Chdir(t.TempDir())
	var o, e output
	code = run(t.Context(), args, env, &o, &e)
	return code, o.text(), e.text()
}

// start runs the program until the test ends or stop is called, which returns the
// exit code.
func start(t *testing.T, env ...string) (out *output, stop func() int) {
	t.Helper()
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	out, ended := &output{}, make(chan int, 1)
	env = append([]string{"PHONELOGIN_SERVER_LISTEN=127.0.0.1:0"}, env...)
	go func() { ended <- run(ctx, nil, env, out, out) }()
	stop = sync.OnceValue(func() int { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return out, stop
}

// address waits until the program serves and returns its address.
func address(t *testing.T, out *output) string {
	t.Helper()
	serving := regexp.MustCompile(`msg=serving address=(\S+)|"msg":"serving","address":"([^"]+)"`) // text, and JSON
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := serving.FindStringSubmatch(out.text()); found != nil {
			return "http://" + found[1] + found[2]
		}
	}
	t.Fatalf("the program does not serve:\n%s", out.text())
	return ""
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestANewcomerGetsEverythingFromOneCommand(t *testing.T) {
	out, stop := start(t)
	base := address(t, out)
	for _, want := range []string{"development mode", "/login", "/dev/inbox", "sb_publishable_", "sb_secret_"} {
		if !strings.Contains(out.text(), want) {
			t.Errorf("the greeting does not name %q:\n%s", want, out.text())
		}
	}
	for path, want := range map[string]int{"/login": 200, "/dev/inbox": 200, "/healthz": 200, "/readyz": 200} {
		if status, _ := get(t, base+path); status != want {
			t.Errorf("GET %s: got %d, want %d", path, status, want)
		}
	}
	for _, file := range []string{"secrets.toml", "phonelogin.db", "phonelogin.db-wal"} {
		info, err := os.Stat(filepath.Join("data", file))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("data/%s: got %v, %v, want mode 0600", file, info, err)
		}
	}
	if code := stop(); code != 0 || !strings.Contains(out.text(), "msg=stopped") {
		t.Errorf("stopping: got exit code %d, want 0:\n%s", code, out.text())
	}
}

func TestASecondStartKeepsTheKeys(t *testing.T) {
	key := regexp.MustCompile(`sb_publishable_\w+`)
	dir := "PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()
	out, stop := start(t, dir)
	address(t, out)
	first := key.FindString(out.text())
	stop()
	out, _ = start(t, dir)
	address(t, out)
	if again := key.FindString(out.text()); first == "" || again != first {
		t.Errorf("got key %q, then %q", first, again)
	}
}

func TestProductionWithoutSettingsNamesAllProblemsAtOnce(t *testing.T) {
	code, _, errOut := call(t, []string{"PHONELOGIN_MODE=production"})
	if code != 2 {
		t.Errorf("got exit code %d, want 2", code)
	}
	for _, want := range []string{"server.public_url", "auth.sms.twilio", "secrets.master_key", "secrets.cookie_keys",
		"secrets.signing_key", "auth.publishable_key", "auth.secret_key"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("the problems do not name %s:\n%s", want, errOut)
		}
	}
}

func TestDevelopmentRefusesAPublicURLThatOthersReach(t *testing.T) {
	code, _, errOut := call(t, []string{"PHONELOGIN_SERVER_PUBLIC_URL=https://login.example.com"})
	if code != 2 || !strings.Contains(errOut, "public_url") {
		t.Errorf("got exit code %d and %q, want 2 and the setting named", code, errOut)
	}
}

func TestProductionHasNoInboxAndPrintsNoKeys(t *testing.T) {
	data := t.TempDir()
	out, stop := start(t, "PHONELOGIN_SERVER_DATA_DIR="+data)
	address(t, out)
	stop()
	out, _ = start(t, production(t, filepath.Join(data, "secrets.toml"))...)
	base := address(t, out)
	if status, _ := get(t, base+"/dev/inbox"); status != http.StatusNotFound {
		t.Errorf("GET /dev/inbox: got %d, want 404", status)
	}
	if status, body := get(t, base+"/login"); status != http.StatusOK || strings.Contains(body, "/dev/inbox") {
		t.Errorf("GET /login: got %d, want the page without a way to an inbox", status)
	}
	if strings.Contains(out.text(), "sb_secret_") || strings.Contains(out.text(), "sb_publishable_") {
		t.Errorf("production prints keys:\n%s", out.text())
	}
}

// production returns settings of production with the secrets of a development
// start.
func production(t *testing.T, secrets string) []string {
	t.Helper()
	text, err := os.ReadFile(secrets)
	if err != nil {
		t.Fatal(err)
	}
	value := func(key string) string {
		line := regexp.MustCompile(`(?m)^` + key + `\s*=\s*\[?['"](.*?)['"]\]?$`).FindStringSubmatch(string(text))
		if line == nil {
			t.Fatalf("no %s among the secrets", key)
		}
		return line[1]
	}
	return []string{
		"PHONELOGIN_MODE=production", "PHONELOGIN_SERVER_PUBLIC_URL=https://login.example.com",
		"PHONELOGIN_AUTH_SMS_TWILIO_ENABLED=true", "PHONELOGIN_AUTH_SMS_TWILIO_ACCOUNT_SID=AC" + strings.Repeat("0", 32),
		"PHONELOGIN_AUTH_SMS_TWILIO_AUTH_TOKEN=token", "PHONELOGIN_AUTH_SMS_TWILIO_MESSAGE_SERVICE_SID=+15005550006",
		"PHONELOGIN_SECRETS_MASTER_KEY=" + value("master_key"), "PHONELOGIN_SECRETS_COOKIE_KEYS=" + value("cookie_keys"),
		"PHONELOGIN_SECRETS_SIGNING_KEY=" + value("signing_key"),
		"PHONELOGIN_AUTH_PUBLISHABLE_KEY=" + value("publishable_key"), "PHONELOGIN_AUTH_SECRET_KEY=" + value("secret_key"),
	}
}

func TestCheckPrintsTheSettingsWithoutSecrets(t *testing.T) {
	code, out, errOut := call(t, []string{"PHONELOGIN_AUTH_JWT_SECRET=0123456789abcdef0123456789abcdef"}, "check")
	if code != 0 || !strings.Contains(out, "public_url") || strings.Contains(out, "0123456789abcdef") {
		t.Errorf("got exit code %d:\n%s%s", code, out, errOut)
	}
	code, _, errOut = call(t, []string{"PHONELOGIN_AUTH_SMS_MAX_FREQUNCY=5s"}, "check")
	if code != 2 || !strings.Contains(errOut, "MAX_FREQUENCY") && !strings.Contains(errOut, "max_frequency") {
		t.Errorf("an unknown variable: got exit code %d and %q, want 2 and the nearest name", code, errOut)
	}
}

func TestUnknownCommandsAreRefused(t *testing.T) {
	for _, test := range []struct{ call, want string }{
		{"sreve", "(see: web --help)"},
		{"keys", "(see: web keys --help)"},
		{"keys list 1", "(see: web keys list --help)"},
		{"why", "(see: web why --help)"},
		{"why 12 --country=ZZ", `--country: "ZZ" is no country`},
		{"why 12 --country=DE", "not a number"},
		{"messages --country=Germany", `--country: "Germany" is no country: write its ISO code`},
		{"messages --since=7d", "such as 24h, 168h"},
		{"unstop 0151", "such as +49"},
	} {
		if code, _, errOut := call(t, nil, strings.Fields(test.call)...); code != 2 || !strings.Contains(errOut, test.want) {
			t.Errorf("%s: got exit code %d and %q, want 2 and %q", test.call, code, errOut, test.want)
		}
	}
	if code, out, _ := call(t, nil, "--help"); code != 0 || !strings.Contains(out, "migrate") {
		t.Errorf("help: got exit code %d and %q", code, out)
	}
	if code, out, _ := call(t, nil, "--version"); code != 0 || !strings.Contains(out, version) {
		t.Errorf("version: got exit code %d and %q", code, out)
	}
}
