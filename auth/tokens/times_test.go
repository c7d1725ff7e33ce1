package tokens

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Times of RFC 7519, sections 4.1.4 and 4.1.5, for all kinds of tokens: nbf may be
// a few seconds ahead, because clocks differ.
var times = []struct {
	name  string
	claim string
	value any
	good  bool
}{
	{"no times", "other", 1, true},
	{"from an hour ago on", "nbf", noon.Add(-time.Hour).Unix(), true},
	{"from now on", "nbf", noon.Unix(), true},
	{"from five seconds on", "nbf", noon.Add(5 * time.Second).Unix(), true},
	{"from six seconds on", "nbf", noon.Add(6 * time.Second).Unix(), false},
	{"from tomorrow on", "nbf", noon.Add(24 * time.Hour).Unix(), false},
	{"from tomorrow on, with a fraction", "nbf", float64(noon.Add(24*time.Hour).Unix()) + 0.5, false},
	{"from a time that is no number on", "nbf", "tomorrow", false},
	{"until a second ago", "exp", noon.Add(-time.Second).Unix(), false},
}

// numbered returns the claims of a token or key with one more.
func numbered(role, claim string, value any) jwt.MapClaims {
	c := jwt.MapClaims{"role": role, "sub": claims().Subject, "aud": []string{"authenticated"}, "exp": noon.Add(time.Hour).Unix()}
	c[claim] = value
	return c
}

func TestATokenIsRefusedBeforeItsTime(t *testing.T) {
	const secret = "a shared secret of 32 characters"
	ring := NewRing(at(noon), es256(t), HS256(secret))
	for _, test := range times {
		asymmetric, err := ring.Sign(numbered("authenticated", test.claim, test.value))
		if err != nil {
			t.Fatal(err)
		}
		shared, err := jwt.NewWithClaims(jwt.SigningMethodHS256, numbered("authenticated", test.claim, test.value)).SignedString([]byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		for how, token := range map[string]string{"ES256": asymmetric, "HS256": shared} {
			if _, err := ring.Verify(token); (err == nil) != test.good {
				t.Errorf("%s, %s: got %v", test.name, how, err)
			}
		}
	}
}

func TestAnAPIKeyIsRefusedBeforeItsTime(t *testing.T) {
	const secret, foreign = "a legacy secret of 32 characters", "the secret of somebody else"
	for _, test := range times {
		for _, with := range []string{secret, foreign} {
			key, err := jwt.NewWithClaims(jwt.SigningMethodHS256, numbered("service_role", test.claim, test.value)).SignedString([]byte(with))
			if err != nil {
				t.Fatal(err)
			}
			// A configured key needs no signature of ours.
			named := NewAPIKeys(at(noon), nil, []string{key}, "")
			if _, ok := named.Role(key); ok != test.good {
				t.Errorf("%s, named in the settings: got %v", test.name, ok)
			}
			if _, ok := NewAPIKeys(at(noon), nil, nil, secret).Role(key); ok != (test.good && with == secret) {
				t.Errorf("%s, signed: got %v", test.name, ok)
			}
		}
	}
}
