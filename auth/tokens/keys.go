package tokens

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
)

// Key signs access tokens and checks them.
type Key struct {
	ID     string // kid; "" for the shared secret
	alg    string // JWS algorithm, RFC 7518 section 3.1
	sign   any
	verify any
	public *JWK // nil for a secret, which is never published
}

// JWK is a public key as the key set shows it (RFC 7517, section 4).
type JWK struct {
	Alg    string   `json:"alg"`
	Crv    string   `json:"crv"`
	KeyOps []string `json:"key_ops"`
	Kid    string   `json:"kid"`
	Kty    string   `json:"kty"`
	Use    string   `json:"use"`
	X      string   `json:"x"`
	Y      string   `json:"y"`
}

// HS256 is a key made of a shared secret.
func HS256(secret string) *Key {
	return &Key{alg: "HS256", sign: []byte(secret), verify: []byte(secret)}
}

// ES256 reads a private JWK of type EC on curve P-256. The error never quotes it.
func ES256(jwk string) (*Key, error) {
	var k struct{ Kty, Crv, X, Y, D, Kid string }
	if err := json.Unmarshal([]byte(jwk), &k); err != nil {
		return nil, errors.New("signing key: not a JWK")
	}
	if k.Kty != "EC" || k.Crv != "P-256" {
		return nil, errors.New(`signing key: want kty "EC" and crv "P-256"`)
	}
	if k.Kid == "" {
		return nil, errors.New("signing key: has no kid")
	}
	private, err := p256(k.X, k.Y, k.D)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return &Key{
		ID: k.Kid, alg: "ES256", sign: private, verify: &private.PublicKey,
		public: &JWK{Alg: "ES256", Crv: "P-256", KeyOps: []string{"verify"}, Kid: k.Kid, Kty: "EC", Use: "sig", X: k.X, Y: k.Y},
	}, nil
}

func p256(x, y, d string) (*ecdsa.PrivateKey, error) {
	var n [3]*big.Int
	var scalar []byte
	for i, s := range []string{x, y, d} {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(b) != 32 {
			return nil, errors.New("x, y and d must be 32 bytes in base64url")
		}
		n[i], scalar = new(big.Int).SetBytes(b), b
	}
	whole, err := ecdh.P256().NewPrivateKey(scalar)
	if err != nil {
		return nil, errors.New("d is out of range")
	}
	// A public half that does not belong to d would sign what nobody can check.
	point := whole.PublicKey().Bytes()
	if new(big.Int).SetBytes(point[1:33]).Cmp(n[0]) != 0 || new(big.Int).SetBytes(point[33:]).Cmp(n[1]) != 0 {
		return nil, errors.New("x and y do not belong to d")
	}
	return &ecdsa.PrivateKey{PublicKey: ecdsa.PublicKey{Curve: elliptic.P256(), X: n[0], Y: n[1]}, D: n[2]}, nil
}
