package tokens

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
)

// minRSABits and minSecretBytes are the minimums of RFC 7518 (sections 3.3 and
// 3.2).
const (
	minRSABits     = 2048
	minSecretBytes = 32
)

// kids is the form of a kid: it is written into tokens and to the operator's
// terminal.
var kids = regexp.MustCompile(`^[!-~]{1,128}$`)

// jwkMembers are the members of all kinds of JWKs (RFC 7518, section 6; RFC 8037).
// The omitted ones of RSA follow from p and q.
type jwkMembers struct {
	Alg    string   `json:"alg,omitempty"`
	Crv    string   `json:"crv,omitempty"`
	D      string   `json:"d,omitempty"`
	E      string   `json:"e,omitempty"`
	K      string   `json:"k,omitempty"`
	KeyOps []string `json:"key_ops,omitempty"`
	Kid    string   `json:"kid,omitempty"`
	Kty    string   `json:"kty"`
	N      string   `json:"n,omitempty"`
	P      string   `json:"p,omitempty"`
	Q      string   `json:"q,omitempty"`
	Use    string   `json:"use,omitempty"`
	X      string   `json:"x,omitempty"`
	Y      string   `json:"y,omitempty"`
}

// ReadKeys reads a list of JWKs: a JSON array, as in the Supabase CLI's
// signing_keys_path, or a key set (RFC 7517, section 5). The error says what is
// wrong, without the keys.
func ReadKeys(text string) ([]*Key, error) {
	var list []json.RawMessage
	if json.Unmarshal([]byte(text), &list) != nil {
		var set struct{ Keys []json.RawMessage }
		if json.Unmarshal([]byte(text), &set) != nil || set.Keys == nil {
			return nil, errors.New(`is neither a JSON array of JWKs nor {"keys":[…]}`)
		}
		list = set.Keys
	}
	var keys []*Key
	for i, jwk := range list {
		k, err := ReadKey(string(jwk))
		if err != nil {
			return nil, fmt.Errorf("key %d %w", i+1, err)
		}
		if slices.ContainsFunc(keys, func(other *Key) bool { return other.ID == k.ID }) {
			return nil, fmt.Errorf("key %d has the kid of another: %s", i+1, k.ID)
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// ReadKey reads a JWK of one of the Algorithms: a private or secret key, or a
// public one, which only verifies. The error says what is wrong ("has no kid") and
// never quotes the key.
func ReadKey(jwk string) (*Key, error) {
	var m jwkMembers
	if err := json.Unmarshal([]byte(jwk), &m); err != nil {
		return nil, errors.New("is not a JWK")
	}
	k := &Key{ID: m.Kid, public: &JWK{KeyOps: []string{"verify"}, Kid: m.Kid, Kty: m.Kty, Use: "sig"}}
	read := map[string]func(*Key, *jwkMembers) error{"EC": readEC, "RSA": readRSA, "OKP": readOKP, "oct": readSecret}[m.Kty]
	switch {
	case read == nil:
		return nil, errors.New("is not a JWK whose kty is EC, RSA, OKP or oct")
	case m.Kid == "":
		return nil, errors.New("has no kid")
	case !kids.MatchString(m.Kid):
		return nil, errors.New("has a kid that is not 1 to 128 visible ASCII characters")
	case m.Use != "" && m.Use != "sig":
		return nil, errors.New("is not for signatures: its use is not sig")
	}
	if err := read(k, &m); err != nil {
		return nil, err
	}
	if m.Alg != "" && m.Alg != k.alg {
		return nil, fmt.Errorf("has an alg that does not go with its kty and crv: want %s", k.alg)
	}
	if k.public != nil {
		k.public.Alg = k.alg
	}
	if m.KeyOps != nil && !slices.Contains(m.KeyOps, "sign") {
		k.sign = nil
	}
	return k, nil
}

// base64url decodes n bytes, or any number for 0.
func base64url(s string, n int) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return b, err == nil && len(b) > 0 && (n == 0 || len(b) == n)
}

func readEC(k *Key, m *jwkMembers) error {
	curve, size := elliptic.P256(), 32
	switch k.alg = "ES256"; m.Crv {
	case "P-256":
	case "P-521":
		k.alg, curve, size = "ES512", elliptic.P521(), 66
	default:
		return errors.New("has a crv that is neither P-256 nor P-521")
	}
	x, okX := base64url(m.X, size)
	y, okY := base64url(m.Y, size)
	if !okX || !okY {
		return fmt.Errorf("has an x or y that is not %d bytes in base64url", size)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, slices.Concat([]byte{4}, x, y))
	if err != nil {
		return errors.New("has an x and y that are no point of the curve")
	}
	k.verify, k.public.Crv, k.public.X, k.public.Y = public, m.Crv, encode(x), encode(y)
	if m.D == "" {
		return nil
	}
	d, ok := base64url(m.D, size)
	if !ok {
		return fmt.Errorf("has a d that is not %d bytes in base64url", size)
	}
	private, err := ecdsa.ParseRawPrivateKey(curve, d)
	if err != nil {
		return errors.New("has a d that is out of range")
	}
	// With a foreign public half, nobody could verify the signatures.
	if !private.PublicKey.Equal(public) {
		return errors.New("has an x and y that do not belong to d")
	}
	k.sign = private
	return nil
}

func readOKP(k *Key, m *jwkMembers) error {
	if k.alg = "EdDSA"; m.Crv != "Ed25519" {
		return errors.New("has a crv that is not Ed25519")
	}
	x, ok := base64url(m.X, ed25519.PublicKeySize)
	if !ok {
		return errors.New("has an x that is not 32 bytes in base64url")
	}
	k.verify, k.public.Crv, k.public.X = ed25519.PublicKey(x), m.Crv, encode(x)
	if m.D == "" {
		return nil
	}
	d, ok := base64url(m.D, ed25519.SeedSize)
	if !ok {
		return errors.New("has a d that is not 32 bytes in base64url")
	}
	private := ed25519.NewKeyFromSeed(d)
	if !ed25519.PublicKey(x).Equal(private.Public()) {
		return errors.New("has an x that does not belong to d")
	}
	k.sign = private
	return nil
}

func readRSA(k *Key, m *jwkMembers) error {
	if k.alg = "RS256"; m.Alg == "RS512" {
		k.alg = "RS512"
	}
	n, okN := base64url(m.N, 0)
	e, okE := base64url(m.E, 0)
	if !okN || !okE || len(e) > 4 {
		return errors.New("has no n and e in base64url")
	}
	public := rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if public.N.BitLen() < minRSABits {
		return fmt.Errorf("has an n of fewer than %d bits", minRSABits)
	}
	k.verify, k.public.N, k.public.E = &public, encode(public.N.Bytes()), encode(e)
	if m.D == "" {
		return nil
	}
	d, okD := base64url(m.D, 0)
	p, okP := base64url(m.P, 0)
	q, okQ := base64url(m.Q, 0)
	if !okD || !okP || !okQ {
		return errors.New("has no d, p and q in base64url")
	}
	private := &rsa.PrivateKey{
		PublicKey: public, D: new(big.Int).SetBytes(d),
		Primes: []*big.Int{new(big.Int).SetBytes(p), new(big.Int).SetBytes(q)},
	}
	if err := private.Validate(); err != nil {
		return errors.New("has n, e, d, p and q that do not belong together")
	}
	private.Precompute()
	k.sign = private
	return nil
}

func readSecret(k *Key, m *jwkMembers) error {
	secret, ok := base64url(m.K, 0)
	if !ok || len(secret) < minSecretBytes {
		return fmt.Errorf("has a k that is not at least %d bytes in base64url", minSecretBytes)
	}
	k.alg, k.sign, k.verify, k.public = "HS256", secret, secret, nil
	return nil
}
