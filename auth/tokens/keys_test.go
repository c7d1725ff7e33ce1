package tokens

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// p521JWK is the key of RFC 7520, section 3.2. Such keys are read but never made.
const p521JWK = `{"kty":"EC","crv":"P-521","kid":"es512",` +
	`"x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",` +
	`"y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",` +
	`"d":"AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt"}`

func made(t testing.TB, algorithm string) string {
	t.Helper()
	switch algorithm {
	case "ES512":
		return p521JWK
	case "RS512":
		return strings.Replace(made(t, "RS256"), `"alg":"RS256"`, `"alg":"RS512"`, 1)
	}
	jwk, err := MakeKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return jwk
}

func read(t testing.TB, jwk string) *Key {
	t.Helper()
	k, err := ReadKey(jwk)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// members of a JSON object by their names.
func object(t testing.TB, text string) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("read %s: %v", text, err)
	}
	return o
}

// Wire contract, sections 6.10 and 8.1; proves S38.
func TestKeysOfEveryAlgorithmSignVerifyAndArePublished(t *testing.T) {
	published := map[string][]string{
		"ES256": {"crv", "x", "y"}, "ES512": {"crv", "x", "y"}, "RS256": {"e", "n"}, "RS512": {"e", "n"}, "EdDSA": {"crv", "x"},
	}
	for _, algorithm := range Algorithms {
		t.Run(algorithm, func(t *testing.T) {
			jwk := made(t, algorithm)
			key := read(t, jwk)
			ring := NewRing(at(noon), key)
			token, err := ring.Sign(claims())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := ring.Verify(token); err != nil || got.Subject != claims().Subject {
				t.Errorf("got %+v, %v", got, err)
			}
			head, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
			if want := `{"alg":"` + algorithm + `","kid":"` + key.ID + `","typ":"JWT"}`; err != nil || string(head) != want {
				t.Errorf("header %s, want %s", head, want)
			}
			set, err := json.Marshal(ring.Public())
			if err != nil {
				t.Fatal(err)
			}
			if algorithm == "HS256" {
				if string(set) != "[]" {
					t.Errorf("a secret is published: %s", set)
				}
				return
			}
			want := append([]string{"alg", "key_ops", "kid", "kty", "use"}, published[algorithm]...)
			got := object(t, strings.Trim(string(set), "[]"))
			if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("members of the public key (-want +got):\n%s", diff)
			}
			// The published key can verify and cannot sign.
			public := read(t, strings.Trim(string(set), "[]"))
			if _, err := NewRing(at(noon), public).Verify(token); err != nil || public.Signs() || !public.Same(key) {
				t.Errorf("the published key: %v, signs %v", err, public.Signs())
			}
		})
	}
}

// Wire transcript E49.
func TestTheKeySetHasTheMembersOfTheWireInItsOrder(t *testing.T) {
	got, err := json.Marshal(NewRing(at(noon), es256(t), read(t, made(t, "HS256"))).Public())
	const want = `[{"alg":"ES256","crv":"P-256","key_ops":["verify"],"kid":"k1","kty":"EC","use":"sig",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

// proves S38
func TestOneKeyNeverStandsInForAnother(t *testing.T) {
	all := map[string]*Key{}
	for _, algorithm := range Algorithms {
		all[algorithm] = read(t, made(t, algorithm))
	}
	for mine, key := range all {
		for theirs, other := range all {
			if mine == theirs {
				continue
			}
			// A token signed with the other key, with this key's kid.
			forged := *other
			forged.ID = key.ID
			token, err := forged.signJWT(claims())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := NewRing(at(noon), key, other).Verify(token); err == nil {
				t.Errorf("%s key accepts a token by an %s key", mine, theirs)
			}
		}
	}
	// The public key, in the forms in which it is known, as the secret of HS256.
	key := all["RS256"]
	der, err := x509.MarshalPKIXPublicKey(key.verify)
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := json.Marshal(key.public)
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string][]byte{
		"DER": der, "PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "JWK": jwk,
	} {
		for _, kid := range []string{key.ID, ""} {
			token, err := (&Key{ID: kid, alg: "HS256", sign: secret}).signJWT(claims())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := NewRing(at(noon), key).Verify(token); err == nil {
				t.Errorf("the public key as %s is accepted as a secret", name)
			}
		}
	}
}

// Tokens for other purposes may be signed with the same key in the future: typ and
// aud separate them (RFC 8725, section 3.11). proves S39
func TestTokensOfAnotherTypeAreNoAccessTokens(t *testing.T) {
	key := es256(t)
	for typ, want := range map[string]bool{"JWT": true, "jwt": true, "at+jwt": false, "logout+jwt": false, "": false} {
		token := jwt.NewWithClaims(jwt.SigningMethodES256, claims())
		token.Header["kid"], token.Header["typ"] = "k1", typ
		signed, err := token.SignedString(key.sign)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewRing(at(noon), key).Verify(signed); (err == nil) != want {
			t.Errorf("typ %q: got %v, want accepted: %v", typ, err, want)
		}
	}
}

func TestClaimsAreSignedAsGiven(t *testing.T) {
	ring := NewRing(at(noon), es256(t))
	given := map[string]any{
		"sub": claims().Subject, "exp": json.Number("1772373600"), "aud": []string{"authenticated", "api"},
		"plan": map[string]any{"tier": json.Number("9007199254740993")},
	}
	token, err := ring.Sign(given)
	if err != nil {
		t.Fatal(err)
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	want := `{"aud":["authenticated","api"],"exp":1772373600,"plan":{"tier":9007199254740993},"sub":"` + claims().Subject + `"}`
	if err != nil || string(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
	if c, err := ring.Verify(token); err != nil || c.Audience != "authenticated" {
		t.Errorf("got %+v, %v", c, err)
	}
	for _, wrong := range []any{nil, "text", []string{"list"}, func() {}} {
		if _, err := ring.Sign(wrong); err == nil {
			t.Errorf("signed %T", wrong)
		}
	}
}

func TestReplacedKeysAreGoneAndTheirTokensUnknown(t *testing.T) {
	first, second := es256(t), read(t, made(t, "EdDSA"))
	ring := NewRing(at(noon), first)
	old, err := ring.Sign(claims())
	if err != nil {
		t.Fatal(err)
	}
	ring.Replace(second, first)
	if _, err := ring.Verify(old); err != nil || ring.Algorithm() != "EdDSA" {
		t.Errorf("the previous key: %v; new tokens are signed by %s", err, ring.Algorithm())
	}
	ring.Replace(second)
	if _, err := ring.Verify(old); err != ErrUnknownKid {
		t.Errorf("a retired key: got %v, want ErrUnknownKid", err)
	}
}

func TestReadKeyRefusesWhatIsNoKey(t *testing.T) {
	without := func(jwk, member string) string {
		o := object(t, jwk)
		delete(o, member)
		text, _ := json.Marshal(o) // was read from JSON
		return string(text)
	}
	with := func(jwk, member string, value any) string {
		o := object(t, jwk)
		o[member] = value
		text, _ := json.Marshal(o) // was read from JSON
		return string(text)
	}
	rsa, okp, oct := made(t, "RS256"), made(t, "EdDSA"), made(t, "HS256")
	for name, test := range map[string]struct{ jwk, want string }{
		"words":                  {"hello", "is not a JWK"},
		"a list":                 {"[]", "is not a JWK"},
		"nothing":                {"{}", "is not a JWK whose kty"},
		"another kind":           {with(testJWK, "kty", "XX"), "is not a JWK whose kty"},
		"no kid":                 {without(testJWK, "kid"), "has no kid"},
		"a kid of two lines":     {with(testJWK, "kid", "a\nb"), "has a kid that"},
		"for encryption":         {with(testJWK, "use", "enc"), "is not for signatures"},
		"another curve":          {with(testJWK, "crv", "P-384"), "has a crv"},
		"another algorithm":      {with(testJWK, "alg", "RS256"), "has an alg"},
		"none":                   {with(testJWK, "alg", "none"), "has an alg"},
		"EC, a short x":          {with(testJWK, "x", "AAAA"), "has an x or y"},
		"EC, a short d":          {with(testJWK, "d", "AAAA"), "has a d"},
		"EC, d is zero":          {with(testJWK, "d", strings.Repeat("A", 43)), "has a d that is out of range"},
		"EC, no point":           {with(testJWK, "y", object(t, testJWK)["x"]), "has an x and y that are no point"},
		"EC, another's d":        {strings.Replace(testJWK, "870MB6gf", "970MB6gf", 1), "has an x and y that do not belong"},
		"OKP, another curve":     {with(okp, "crv", "X25519"), "has a crv"},
		"OKP, no x":              {without(okp, "x"), "has an x"},
		"OKP, a short d":         {with(okp, "d", "AAAA"), "has a d"},
		"OKP, another's x":       {with(okp, "x", object(t, made(t, "EdDSA"))["x"]), "has an x that does not belong"},
		"RSA, no n":              {without(rsa, "n"), "has no n and e"},
		"RSA, a short n":         {with(rsa, "n", strings.Repeat("_", 100)), "has an n of fewer"},
		"RSA, no primes":         {without(rsa, "p"), "has no d, p and q"},
		"RSA, another's prime":   {with(rsa, "p", object(t, made(t, "RS256"))["p"]), "has n, e, d, p and q"},
		"RSA, another algorithm": {with(rsa, "alg", "PS256"), "has an alg"},
		"a short secret":         {with(oct, "k", "AAAA"), "has a k"},
		"a secret for HS512":     {with(oct, "alg", "HS512"), "has an alg"},
	} {
		k, err := ReadKey(test.jwk)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %v, %v, want %q", name, k, err, test.want)
		} else if strings.Contains(err.Error(), "MB6gfuTJ4") {
			t.Errorf("%s: the error quotes the key", name)
		}
	}
}

func TestReadKeysTakesAListAndASet(t *testing.T) {
	other := strings.Replace(made(t, "EdDSA"), `["sign","verify"]`, `["verify"]`, 1)
	for name, text := range map[string]string{
		"a list": "[" + testJWK + "," + other + "]", "a set": `{"keys":[` + testJWK + `,` + other + `]}`,
	} {
		keys, err := ReadKeys(text)
		if err != nil || len(keys) != 2 || !keys[0].Signs() || keys[1].Signs() {
			t.Errorf("%s: got %v, %v", name, keys, err)
		}
	}
	for text, want := range map[string]string{
		"words":                                "is neither a JSON array of JWKs",
		"{}":                                   "is neither a JSON array of JWKs",
		"[{}]":                                 "key 1 is not a JWK",
		"[" + testJWK + "," + testJWK + "]":    "key 2 has the kid of another: k1",
		`[` + testJWK + `,{"kty":"EC","d":1}]`: "key 2 is not a JWK",
	} {
		if _, err := ReadKeys(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestMakeKeyMakesOnlyWhatItCan(t *testing.T) {
	for _, algorithm := range []string{"none", "ES512", "HS512", ""} {
		if _, err := MakeKey(algorithm, rand.Reader); err == nil {
			t.Errorf("made a key for %q", algorithm)
		}
	}
	if _, err := MakeKey("ES256", strings.NewReader("too few")); err == nil {
		t.Error("no error though the random bytes ran out")
	}
	// The example of RFC 8037, appendix A.3.
	m := jwkMembers{Kty: "OKP", Crv: "Ed25519", X: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
	if got := encode(m.thumbprint()); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("thumbprint %s", got)
	}
}

func BenchmarkSign(b *testing.B) {
	for _, algorithm := range Algorithms {
		b.Run(algorithm, func(b *testing.B) {
			ring := NewRing(at(noon), read(b, made(b, algorithm)))
			for b.Loop() {
				if _, err := ring.Sign(claims()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzReadKey(f *testing.F) {
	for _, algorithm := range Algorithms {
		f.Add(made(f, algorithm))
	}
	f.Add(`{"kty":"RSA","kid":"x","n":"","e":"AQAB","d":"AA","p":"AA","q":"AQ"}`)
	f.Fuzz(func(t *testing.T, jwk string) {
		k, err := ReadKey(jwk)
		if err != nil || !k.Signs() {
			return
		}
		ring := NewRing(at(noon), k)
		token, err := ring.Sign(claims())
		if err != nil {
			t.Fatalf("took a key that cannot sign: %v", err)
		}
		if _, err := ring.Verify(token); err != nil {
			t.Errorf("took a key that signs what it refuses: %v", err)
		}
	})
}
