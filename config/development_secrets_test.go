package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/tokens"
)

// development is a development configuration in a new directory.
func development(t *testing.T, dir string, env ...string) *Config {
	t.Helper()
	cfg, err := Load("", append(env, "PHONELOGIN_SERVER_DATA_DIR="+dir))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func fill(t *testing.T, cfg *Config) (created bool) {
	t.Helper()
	created, err := FillDevelopmentSecrets(cfg, rand.Reader, tokens.MakeKey)
	if err != nil {
		t.Fatalf("FillDevelopmentSecrets: %v", err)
	}
	return created
}

func TestDevelopmentSecretsAreMadeOnceAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	first, second := development(t, dir), development(t, dir)
	if !fill(t, first) {
		t.Error("the first call did not tell that it made the file")
	}
	if fill(t, second) {
		t.Error("the second call told that it made the file")
	}
	if diff := cmp.Diff(first, second, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("the second process has other secrets (-first +second):\n%s", diff)
	}
	if err := first.Check(readers()); err != nil {
		t.Errorf("Check: %v", err)
	}
	if !publishableKey.MatchString(first.Auth.PublishableKey) || !secretKey.MatchString(first.Auth.SecretKey) {
		t.Error("the API keys would not pass in production")
	}
	if first.Auth.JWTSecret != "" {
		t.Error("jwt_secret is set though the algorithm is ES256")
	}
	isPrivate(t, dir, 0o700)
	isPrivate(t, filepath.Join(dir, "secrets.toml"), 0o600)
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
		t.Errorf("temporary files are left: %q", left)
	}
}

func isPrivate(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("mode of %s = %o, want %o", filepath.Base(path), got, want)
	}
}

func TestProcessesThatStartAtOnceGetTheSameSecrets(t *testing.T) {
	dir := t.TempDir()
	var all [50]*Config
	var created [50]bool
	var started sync.WaitGroup
	for i := range all {
		all[i] = development(t, dir)
		started.Go(func() { created[i], _ = FillDevelopmentSecrets(all[i], rand.Reader, tokens.MakeKey) })
	}
	started.Wait()
	makers := 0
	for i := range all {
		if created[i] {
			makers++
		}
		if diff := cmp.Diff(all[0], all[i], cmp.AllowUnexported(Config{})); diff != "" {
			t.Fatalf("process %d has other secrets:\n%s", i, diff)
		}
	}
	if makers != 1 || all[0].Secrets.MasterKey == "" {
		t.Errorf("%d processes made the file, want 1", makers)
	}
}

func TestSecretsThatAreSetWinOverKeptOnes(t *testing.T) {
	dir := t.TempDir()
	fill(t, development(t, dir))
	cfg := development(t, dir, "PHONELOGIN_AUTH_PUBLISHABLE_KEY=sb_publishable_mine", "PHONELOGIN_AUTH_JWT_ALGORITHM=HS256")
	fill(t, cfg)
	if got := cfg.Auth.PublishableKey; got != "sb_publishable_mine" {
		t.Errorf("publishable_key = %q", got)
	}
	if len(cfg.Auth.JWTSecret) < minJWTSecret {
		t.Error("jwt_secret is not filled though the algorithm is HS256")
	}
	if err := cfg.Check(readers()); err != nil {
		t.Errorf("Check: %v", err)
	}
}

func TestKeptSecretsAreTakenFromOtherReaders(t *testing.T) {
	dir := t.TempDir()
	fill(t, development(t, dir))
	path := filepath.Join(dir, "secrets.toml")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	fill(t, development(t, dir))
	isPrivate(t, path, 0o600)
}

func TestKeptSecretsThatAreDamagedAreNamedAndNotShown(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"one is missing", "master_key = \"s3cret\"", "has no signing_key"},
		{"no TOML", "s3cret", "is not as it was written"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "secrets.toml"), []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := FillDevelopmentSecrets(development(t, dir), rand.Reader, tokens.MakeKey)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("FillDevelopmentSecrets = %v, want %q", err, test.want)
			}
		})
	}
}

func TestProductionMakesNoSecrets(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	cfg := development(t, dir, "PHONELOGIN_MODE=production")
	if fill(t, cfg) || cfg.Secrets.MasterKey != "" {
		t.Error("production has secrets that nobody set")
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory was made: %v", err)
	}
}

func TestSecretsNeedTheirRandomBytes(t *testing.T) {
	if _, err := FillDevelopmentSecrets(development(t, t.TempDir()), strings.NewReader("too few"), tokens.MakeKey); err == nil {
		t.Error("no error though the random bytes ran out")
	}
}

func TestDecodeKeyReadsEveryKindOfBase64(t *testing.T) {
	key := make([]byte, keyBytes)
	for i := range key {
		key[i] = 0xff - byte(i)
	}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if got, err := DecodeKey(e.EncodeToString(key)); err != nil || string(got) != string(key) {
			t.Errorf("DecodeKey(%q) = %v, %v", e.EncodeToString(key), got, err)
		}
	}
	if _, err := DecodeKey(base64.StdEncoding.EncodeToString(key[1:])); err == nil {
		t.Error("DecodeKey took 31 bytes")
	}
}
