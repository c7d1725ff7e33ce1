package keyring_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"phonelogin/auth/keyring"
	"phonelogin/auth/tokens"
	"phonelogin/config"
)

var readers = config.Readers{SigningKeys: keyring.Check}

// ready is a new production configuration without problems.
func ready(t *testing.T) *config.Config {
	t.Helper()
	c, err := config.Load("", []string{"PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir(), "DATABASE_URL=postgres://db.example/phonelogin",
		"PHONELOGIN_AUTH_SITE_URL=https://app.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.FillDevelopmentSecrets(c, rand.Reader, tokens.MakeKey); err != nil {
		t.Fatal(err)
	}
	c.Mode, c.Server.PublicURL = config.Production, "https://login.example.com"
	c.Auth.SMS.HTTP = config.HTTPSender{Enabled: true, URL: "https://send.example.com", Secrets: "v1,whsec_x", Timeout: c.Auth.SMS.HTTP.Timeout}
	return c
}

// newJWK is a new private JWK with a kid that a test can name.
func newJWK(t *testing.T, algorithm, kid string) string {
	t.Helper()
	jwk, err := tokens.MakeKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k, err := tokens.ReadKey(jwk)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(jwk, k.ID, kid, 1)
}

// checksOnly removes the right to sign from a JWK.
func checksOnly(jwk string) string { return strings.Replace(jwk, `["sign","verify"]`, `["verify"]`, 1) }

// order lists the keys of a configuration as "kid/algorithm", the signing one
// first; the shared secret has no kid.
func order(t *testing.T, c *config.Config) string {
	t.Helper()
	keys, err := keyring.Read(c.SigningKeys())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, k := range keys {
		names = append(names, k.ID+"/"+k.Algorithm())
	}
	return strings.Join(names, " ")
}

func TestTheSettingsSayWhichKeySignsAndWhichCheck(t *testing.T) {
	es, rsa := newJWK(t, "ES256", "es"), newJWK(t, "RS256", "rs")
	secret := strings.Repeat("s", 32)
	for _, test := range []struct {
		name   string
		change func(*config.Config)
		want   string
	}{
		{"one key", func(c *config.Config) { c.Secrets.SigningKey = es }, "es/ES256"},
		{"a key and the secret of before", func(c *config.Config) { c.Secrets.SigningKey, c.Auth.JWTSecret = es, secret }, "es/ES256 /HS256"},
		{"the secret, and the key of before", func(c *config.Config) {
			c.Secrets.SigningKey, c.Auth.JWTSecret, c.Auth.JWTAlgorithm = es, secret, "HS256"
		}, "/HS256 es/ES256"},
		// Wire contract, section 13: GOTRUE_JWT_KEY_ID.
		{"a secret with a name", func(c *config.Config) {
			c.Secrets.SigningKey, c.Auth.JWTSecret, c.Auth.JWTAlgorithm, c.Auth.JWTKeyID = "", secret, "HS256", "mine"
		}, "mine/HS256 /HS256"},
		{"RS256", func(c *config.Config) { c.Secrets.SigningKey, c.Auth.JWTAlgorithm = rsa, "RS256" }, "rs/RS256"},
		{"EdDSA", func(c *config.Config) { c.Secrets.SigningKey, c.Auth.JWTAlgorithm = newJWK(t, "EdDSA", "ed"), "EdDSA" }, "ed/EdDSA"},
		{"a list, of which one may sign", func(c *config.Config) {
			c.Auth.JWTKeys, c.Secrets.SigningKey = "["+checksOnly(es)+","+rsa+"]", ""
		}, "rs/RS256 es/ES256"},
		// Wire contract, section 8.1: the secret counts only where a key for HS256 is listed.
		{"a list without HS256", func(c *config.Config) {
			c.Auth.JWTKeys, c.Secrets.SigningKey, c.Auth.JWTSecret = "["+es+"]", "", secret
		}, "es/ES256"},
		{"a list with HS256", func(c *config.Config) {
			c.Auth.JWTKeys, c.Secrets.SigningKey, c.Auth.JWTSecret = "["+es+","+checksOnly(newJWK(t, "HS256", "old"))+"]", "", secret
		}, "es/ES256 old/HS256 /HS256"},
		{"a list, and the key of before", func(c *config.Config) { c.Auth.JWTKeys, c.Secrets.SigningKey = "["+rsa+"]", es }, "rs/RS256 es/ES256"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := ready(t)
			test.change(c)
			if err := c.Check(readers); err != nil {
				t.Fatal(err)
			}
			if got := order(t, c); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got, want := keyring.SharedSecret(c.SigningKeys()) != "", strings.Contains(test.want, "/HS256") && c.Auth.JWTSecret != ""; got != want {
				t.Errorf("the shared secret counts: %v, want %v", got, want)
			}
		})
	}
}

// The Supabase CLI names the file relative to its config.toml.
func TestTheKeyFileIsFoundBesideTheSettings(t *testing.T) {
	dir := t.TempDir()
	keys := "[" + newJWK(t, "ES256", "es") + "," + checksOnly(newJWK(t, "RS256", "rs")) + "]"
	for name, text := range map[string]string{"keys.json": keys, "settings.toml": "[auth]\nsigning_keys_path = \"./keys.json\""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Load(filepath.Join(dir, "settings.toml"), []string{"PHONELOGIN_SERVER_DATA_DIR=" + dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.FillDevelopmentSecrets(c, rand.Reader, tokens.MakeKey); err != nil {
		t.Fatal(err)
	}
	if err := c.Check(readers); err != nil {
		t.Error(err)
	}
	if got := order(t, c); got != "es/ES256 rs/RS256" || c.Secrets.SigningKey != "" {
		t.Errorf("got %q and a made key: %v, want the keys of the file alone", got, c.Secrets.SigningKey != "")
	}
}

func TestCheckRefusesKeysThatCannotBeUsed(t *testing.T) {
	es := newJWK(t, "ES256", "es")
	for _, test := range []struct {
		name   string
		change func(*config.Config)
		want   string
	}{
		{"words", func(c *config.Config) { c.Secrets.SigningKey = "hello" }, "secrets.signing_key: is not a JWK"},
		{"a key that may not sign", func(c *config.Config) { c.Secrets.SigningKey = checksOnly(es) }, "secrets.signing_key: is not a private key"},
		{"a key of another algorithm", func(c *config.Config) { c.Secrets.SigningKey = newJWK(t, "RS256", "rs") },
			"auth.jwt_algorithm: is ES256, but secrets.signing_key is a key for RS256"},
		{"no key for the algorithm", func(c *config.Config) {
			c.Mode, c.Server.PublicURL, c.Auth.JWTAlgorithm, c.Secrets.SigningKey = config.Development, "http://localhost:8080", "EdDSA", ""
		}, "secrets.signing_key: must be a private JWK for EdDSA"},
		{"no file", func(c *config.Config) { c.Auth.SigningKeysPath = "/nonexistent.json" }, "auth.signing_keys_path: cannot be read"},
		{"a list that is none", func(c *config.Config) { c.Auth.JWTKeys = "{}" }, "auth.jwt_keys: is neither"},
		{"a list with a key that is none", func(c *config.Config) { c.Auth.JWTKeys = "[" + es + `,{"kty":"EC"}]` }, "auth.jwt_keys: key 2 has no kid"},
		{"a list of which none may sign", func(c *config.Config) { c.Auth.JWTKeys = "[" + checksOnly(es) + "]" }, "auth.jwt_keys: has no private key"},
		{"two keys of one name", func(c *config.Config) { c.Auth.JWTKeys, c.Secrets.SigningKey = "["+es+"]", newJWK(t, "ES256", "es") },
			"secrets.signing_key: has the kid of another key: es"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := ready(t)
			test.change(c)
			var got config.Problems
			if !errors.As(c.Check(readers), &got) || len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("Check = %q, want one problem beginning with %q", got, test.want)
			}
			if keys, err := keyring.Read(c.SigningKeys()); err == nil {
				t.Errorf("SigningKeys took it: %v", keys)
			}
			if strings.Contains(fmt.Sprint(got), `"d"`) {
				t.Errorf("the problem shows a key: %s", got)
			}
		})
	}
}

func TestCheckRefusesASigningKeyWhosePublicHalfIsAnother(t *testing.T) {
	cfg := ready(t)
	other, err := tokens.MakeKey("ES256", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := regexp.MustCompile(`"d":"[^"]+"`)
	cfg.Secrets.SigningKey = d.ReplaceAllString(other, d.FindString(cfg.Secrets.SigningKey))
	if err := cfg.Check(readers); err == nil || !strings.Contains(err.Error(), "secrets.signing_key: has an x and y that do not belong to d") {
		t.Errorf("Check = %v", err)
	}
}
