package config

import (
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
)

// A jwk is a private EC key as JSON (RFC 7517 and RFC 7518, section 6.2).
type jwk struct {
	KeyType       string   `json:"kty"`
	Curve         string   `json:"crv"`
	X             string   `json:"x"`
	Y             string   `json:"y"`
	D             string   `json:"d"`
	Algorithm     string   `json:"alg"`
	Use           string   `json:"use"`
	KeyOperations []string `json:"key_ops"`
	KeyID         string   `json:"kid"`
}

// makeSigningKey makes a key for ES256, as JSON.
func makeSigningKey(random io.Reader) (string, error) {
	private, err := makeScalar(random)
	if err != nil {
		return "", err
	}
	x, y := coordinates(private)
	key, err := json.Marshal(jwk{
		KeyType: "EC", Curve: "P-256", X: x, Y: y,
		D:         base64.RawURLEncoding.EncodeToString(private.Bytes()),
		Algorithm: "ES256", Use: "sig", KeyOperations: []string{"sign", "verify"},
		KeyID: thumbprint(x, y),
	})
	return string(key), err
}

// makeScalar draws until the bytes are a private key of P-256, which they are all
// but once in four billion times.
func makeScalar(random io.Reader) (*ecdh.PrivateKey, error) {
	for {
		d := make([]byte, 32)
		if _, err := io.ReadFull(random, d); err != nil {
			return nil, fmt.Errorf("read random bytes: %w", err)
		}
		if private, err := ecdh.P256().NewPrivateKey(d); err == nil {
			return private, nil
		}
	}
}

// coordinates gives the public point in base64url. Its bytes are 4, x, y (SEC 1,
// section 2.3.3).
func coordinates(private *ecdh.PrivateKey) (x, y string) {
	point := private.PublicKey().Bytes()
	return base64.RawURLEncoding.EncodeToString(point[1:33]), base64.RawURLEncoding.EncodeToString(point[33:])
}

// thumbprint names a key by its content (RFC 7638).
func thumbprint(x, y string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":%q,"y":%q}`, x, y))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
