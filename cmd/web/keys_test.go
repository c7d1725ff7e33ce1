package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"phonelogin/auth/tokens"
)

// keysOf runs `web keys` over one data directory.
func keysOf(t *testing.T, env ...string) func(args ...string) (code int, out, errOut string) {
	t.Helper()
	env = append(env, "PHONELOGIN_SERVER_DATA_DIR="+t.TempDir())
	return func(args ...string) (int, string, string) {
		t.Helper()
		return call(t, env, append([]string{"keys"}, args...)...)
	}
}

// listed returns the rows of `web keys list` by kid: algorithm, state and task.
func listed(t *testing.T, keys func(...string) (int, string, string)) (order []string, rows map[string]string) {
	t.Helper()
	code, out, errOut := keys("list")
	if code != 0 {
		t.Fatalf("list: exit code %d: %s", code, errOut)
	}
	columns := regexp.MustCompile(`\s{3,}`)
	rows = map[string]string{}
	for line := range strings.Lines(out) {
		cells := columns.Split(strings.TrimSpace(line), -1)
		if len(cells) != 5 {
			t.Fatalf("the table has a line of %d columns: %q", len(cells), line)
		}
		order = append(order, cells[0])
		rows[cells[0]] = strings.Join([]string{cells[1], cells[2], cells[4]}, ", ")
	}
	return order[1:], rows
}

func TestKeysAreAddedRotatedAndRetired(t *testing.T) {
	keys := keysOf(t)
	order, rows := listed(t, keys)
	own := order[0]
	if len(order) != 1 || rows[own] != "ES256, settings, signs, checks" {
		t.Fatalf("at first: %v", rows)
	}

	code, out, _ := keys("add", "--alg", "RS256")
	first := strings.Fields(out)[0]
	if code != 0 || !strings.Contains(out, "is on standby (RS256)") || !strings.Contains(out, "Then: web keys rotate") {
		t.Errorf("add: %d %s", code, out)
	}
	if _, rows := listed(t, keys); rows[first] != "RS256, standby, checks; is published before it signs" || rows[own] != "ES256, settings, signs, checks" {
		t.Errorf("after add: %v", rows)
	}

	code, out, errOut := keys("rotate")
	if code != 0 || !strings.Contains(out, first+" signs now (RS256)") || !strings.Contains(out, "The key of the settings signs no more") {
		t.Errorf("rotate: %d %s", code, out)
	}
	if !strings.Contains(errOut, "warning: caches of the key set may not know it") {
		t.Errorf("a rotation within minutes of the key's making is not warned of: %q", errOut)
	}

	code, out, _ = keys("rotate")
	made := regexp.MustCompile(`No key was on standby: made (\S+) \(RS256\)`).FindStringSubmatch(out)
	if code != 0 || made == nil || !strings.Contains(out, "Then: web keys retire "+first) {
		t.Fatalf("rotate without a key on standby: %d %s", code, out)
	}
	_, rows = listed(t, keys)
	if rows[made[1]] != "RS256, current, signs, checks" || rows[first] != "RS256, previous, checks" || rows[own] != "ES256, settings, checks" {
		t.Errorf("after two rotations: %v", rows)
	}

	if code, _, errOut := keys("retire", made[1]); code != 1 || !strings.Contains(errOut, "rotate first") {
		t.Errorf("retire the key that signs: %d %s", code, errOut)
	}
	if code, out, _ := keys("retire", first); code != 0 || !strings.Contains(out, first+" is removed") {
		t.Errorf("retire: %d %s", code, out)
	}
	if order, _ := listed(t, keys); len(order) != 2 {
		t.Errorf("after the end: %v", order)
	}
	if code, _, errOut := keys("retire", first); code != 1 || !strings.Contains(errOut, "no such key") {
		t.Errorf("retire it again: %d %s", code, errOut)
	}
}

func TestASecretIsAddedAndNeverPublished(t *testing.T) {
	keys := keysOf(t)
	if code, out, _ := keys("add", "--alg", "HS256"); code != 0 || !strings.Contains(out, "never published") {
		t.Errorf("got %d %s", code, out)
	}
}

func TestAKeyFileIsJudgedBeforeItIsTaken(t *testing.T) {
	dir := t.TempDir()
	file := func(text string) string {
		path := filepath.Join(dir, "key.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	jwk := func(kid string) string {
		text, err := tokens.MakeKey("EdDSA", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`"kid":"\w+"`).ReplaceAllString(text, `"kid":"`+kid+`"`)
	}
	keys := keysOf(t, "PHONELOGIN_AUTH_JWT_KEYS=["+jwk("mine")+"]")
	for _, test := range []struct {
		text string
		code int
		want string
	}{
		{jwk("other"), 0, ""},
		{jwk("other"), 1, "has a key of this kid already"},
		{jwk("mine"), 2, "another key of the settings has the kid mine"},
		{"words", 2, "key.json is not a JWK"},
		{`{"kty":"EC","kid":"x","crv":"P-384"}`, 2, "key.json has a crv that is neither"},
		{strings.Replace(jwk("public"), `["sign","verify"]`, `["verify"]`, 1), 1, "is not a private key"},
	} {
		if code, _, errOut := keys("add", "--file", file(test.text)); code != test.code || !strings.Contains(errOut, test.want) {
			t.Errorf("%.40s: got %d %s, want %d and %q", test.text, code, errOut, test.code, test.want)
		}
	}
	if code, _, errOut := keys("add", "--alg", "none"); code != 2 || !strings.Contains(errOut, "ES256") {
		t.Errorf("an unknown algorithm: %d %s", code, errOut)
	}
}

// With another master key the keys cannot be decrypted. No start is better than one
// that signs with another key than the other replicas.
func TestAStartWithAnotherMasterKeySaysSo(t *testing.T) {
	dir := "PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()
	if code, _, errOut := call(t, []string{dir}, "keys", "rotate"); code != 0 {
		t.Fatal(errOut)
	}
	other := "PHONELOGIN_SECRETS_MASTER_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	code, _, errOut := call(t, []string{dir, other, "PHONELOGIN_SERVER_LISTEN=127.0.0.1:0"})
	if code != 1 || !strings.Contains(errOut, "signing key") || !strings.Contains(errOut, "secrets.master_key") {
		t.Errorf("got %d %s, want 1 and the setting named", code, errOut)
	}
}

func TestAServerPublishesTheKeysOfTheDatabase(t *testing.T) {
	data := "PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()
	_, out, _ := call(t, []string{data}, "keys", "add", "--alg", "EdDSA")
	kid := strings.Fields(out)[0]
	log, _ := start(t, data)
	if status, body := get(t, address(t, log)+"/auth/v1/.well-known/jwks.json"); status != 200 || !strings.Contains(body, kid) {
		t.Errorf("got %d %s, want the key %s", status, body, kid)
	}
}
