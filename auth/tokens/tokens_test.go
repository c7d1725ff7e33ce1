package tokens

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// testJWK is a key for tests only.
const testJWK = `{"kty":"EC","crv":"P-256","kid":"k1",
	"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
	"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}`

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func es256(t *testing.T) *Key {
	t.Helper()
	k, err := ReadKey(testJWK)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func claims() Claims {
	return Claims{
		Subject: "b6e9eb25-952b-4a13-b1cf-a098d6be904f", Audience: "authenticated", Role: "authenticated",
		IssuedAt: noon.Unix(), ExpiresAt: noon.Add(time.Hour).Unix(),
		AppMetadata: map[string]any{}, UserMetadata: map[string]any{},
	}
}

// proves S38
func TestVerifyRefusesForgedTokens(t *testing.T) {
	key := es256(t)
	ring := NewRing(at(noon), key)
	good, err := ring.Sign(claims())
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	sign := func(method jwt.SigningMethod, header map[string]any, with any) string {
		token := jwt.NewWithClaims(method, claims())
		for k, v := range header {
			token.Header[k] = v
		}
		s, err := token.SignedString(with)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	public, err := json.Marshal(key.public)
	if err != nil {
		t.Fatal(err)
	}
	expired := claims()
	expired.ExpiresAt = noon.Add(-time.Second).Unix()
	old, err := ring.Sign(expired)
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"no algorithm":               sign(jwt.SigningMethodNone, nil, jwt.UnsafeAllowNoneSignatureType),
		"the public key as a secret": sign(jwt.SigningMethodHS256, map[string]any{"kid": "k1"}, public),
		"another secret":             sign(jwt.SigningMethodHS256, nil, []byte("secret")),
		"another kid":                sign(jwt.SigningMethodES256, map[string]any{"kid": "k2"}, key.sign),
		"a key of its own":           sign(jwt.SigningMethodHS256, map[string]any{"kid": "k1", "jwk": map[string]any{"kty": "oct", "k": "c2VjcmV0"}}, []byte("secret")),
		"something critical":         sign(jwt.SigningMethodES256, map[string]any{"kid": "k1", "crit": []string{"exp"}}, key.sign),
		"no kid":                     sign(jwt.SigningMethodES256, nil, key.sign),
		"a kid that is no string":    sign(jwt.SigningMethodES256, map[string]any{"kid": 1}, key.sign),
		"expired":                    old,
		"no signature":               parts[0] + "." + parts[1] + ".",
		"changed":                    parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"x"}`)) + "." + parts[2],
		"empty":                      "",
		"words":                      "not a token",
		"far too long":               strings.Repeat("a", maxToken+1),
	} {
		if c, err := ring.Verify(token); err == nil {
			t.Errorf("%s: accepted as %+v", name, c)
		} else if token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error quotes the token", name)
		}
	}
}

func TestTheKeySetIsPublicOnly(t *testing.T) {
	got, err := json.Marshal(NewRing(at(noon), es256(t), HS256("secret")).Public())
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); strings.Contains(s, "870MB6gf") || strings.Contains(s, "secret") || !strings.Contains(s, `"kid":"k1"`) {
		t.Errorf("got %s", s)
	}
	if got, _ := json.Marshal(NewRing(at(noon), HS256("secret")).Public()); string(got) != "[]" {
		t.Errorf("a shared secret: got %s, want an empty list", got)
	}
}

func TestRefreshTokensSurviveTheRoundTrip(t *testing.T) {
	key := []byte("key")
	for _, counter := range []int64{0, 1, 127, 128, 1 << 40} {
		want := Refresh{Session: "0184694a-5e66-474e-8448-7fbb3f8f037e", Counter: counter}
		token, err := WriteRefresh(key, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadRefresh(token)
		if err != nil || got.Session != want.Session || got.Counter != want.Counter {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if !got.MadeWith(key) || got.MadeWith([]byte("yek")) {
			t.Errorf("counter %d: the key is not told from another", counter)
		}
	}
}

// Wire transcripts E37 and E43: a token of the reference server.
func TestARefreshTokenOfAnotherServerIsRead(t *testing.T) {
	const made = "AMXK280D2EA2g0kKOlwbaicAu6864JEm-wuRaKPtzx7498J-QWA"
	got, err := ReadRefresh(made)
	if err != nil || got.Session != "c5cadbcd-03d8-4036-8349-0a3a5c1b6a27" || got.Counter != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ReadRefresh(made[:len(made)-2] + "AA"); !errors.Is(err, ErrNotRefreshToken) {
		t.Errorf("tampered: got %v, want ErrNotRefreshToken", err)
	}
}

func TestShortRefreshTokensFollowFromTheirParents(t *testing.T) {
	key := []byte("key")
	first := ShortRefresh(key, "session", "")
	if !IsShortRefresh(first) || first != ShortRefresh(key, "session", "") {
		t.Errorf("got %q, want the same 12 characters again", first)
	}
	for name, other := range map[string]string{
		"its child": ShortRefresh(key, "session", first), "another session's": ShortRefresh(key, "noisses", ""),
		"another key's": ShortRefresh([]byte("yek"), "session", ""),
	} {
		if other == first || !IsShortRefresh(other) {
			t.Errorf("%s: got %q", name, other)
		}
	}
}

func FuzzReadRefresh(f *testing.F) {
	key := []byte("key")
	good, err := WriteRefresh(key, Refresh{Session: "0184694a-5e66-474e-8448-7fbb3f8f037e", Counter: 300})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("aaaaaaaaaaaa")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		if r, err := ReadRefresh(token); err == nil && r.MadeWith(key) && token != good {
			t.Errorf("accepted %q", token)
		}
	})
}

func FuzzVerify(f *testing.F) {
	k, err := ReadKey(testJWK)
	if err != nil {
		f.Fatal(err)
	}
	ring := NewRing(at(noon), k)
	good, err := ring.Sign(claims())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := ring.Verify(token); err == nil && token != good {
			t.Errorf("accepted %q", token)
		}
	})
}

func TestAPIKeys(t *testing.T) {
	const secret = "a legacy secret of 32 characters"
	legacy := func(role, with string, exp time.Time) string {
		s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"role": role, "exp": exp.Unix()}).SignedString([]byte(with))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	year := noon.AddDate(1, 0, 0)
	// proves S39
	c := claims()
	c.Role, c.SessionID = "service_role", c.Subject
	access, err := NewRing(at(noon), HS256(secret)).Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	keys := NewAPIKeys(at(noon), []string{"sb_publishable_x", "an older key of apps"}, []string{"sb_secret_x", ""}, secret)
	for _, test := range []struct {
		name, key string
		want      Role
	}{
		{"publishable", "sb_publishable_x", Anon},
		{"secret", "sb_secret_x", Service},
		{"older publishable", "an older key of apps", Anon},
		{"legacy anon", legacy("anon", secret, year), Anon},
		{"legacy service", legacy("service_role", secret, year), Service},
		{"legacy user", legacy("authenticated", secret, year), ""},
		{"access token of a person with a server's role", access, ""},
		{"legacy, another secret", legacy("anon", "another", year), ""},
		{"legacy, expired", legacy("anon", secret, noon.Add(-time.Hour)), ""},
		{"nothing", "", ""},
		{"almost", "sb_publishable_y", ""},
	} {
		if got, ok := keys.Role(test.key); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%s: got %q, %v, want %q", test.name, got, ok, test.want)
		}
	}
	if _, ok := NewAPIKeys(at(noon), []string{""}, []string{""}, "").Role(""); ok {
		t.Error("no key is a key")
	}
}
