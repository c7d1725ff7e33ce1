package tokens

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/golang-jwt/jwt/v5"
)

// Algorithms are the supported JWS algorithms (RFC 7518, section 3.1; RFC 8037;
// wire contract, section 8.1).
var Algorithms = []string{"ES256", "ES512", "RS256", "RS512", "EdDSA", "HS256"}

// Key verifies access tokens and, with its private half, signs them.
type Key struct {
	ID     string // kid; "" for the shared secret
	alg    string
	sign   any // nil for a key that only verifies
	verify any
	public *JWK // nil for a secret; never published
}

// JWK is a public key in the key set (RFC 7517, section 4), its members in the
// order of wire transcript E49.
type JWK struct {
	Alg    string   `json:"alg"`
	Crv    string   `json:"crv,omitempty"` // EC and OKP
	E      string   `json:"e,omitempty"`   // RSA
	KeyOps []string `json:"key_ops"`
	Kid    string   `json:"kid"`
	Kty    string   `json:"kty"`
	N      string   `json:"n,omitempty"` // RSA
	Use    string   `json:"use"`
	X      string   `json:"x,omitempty"` // EC and OKP
	Y      string   `json:"y,omitempty"` // EC
}

// HS256 makes a key from a shared secret, for tokens without a kid.
func HS256(secret string) *Key {
	return &Key{alg: "HS256", sign: []byte(secret), verify: []byte(secret)}
}

// WithID is the same key with a kid.
func (k *Key) WithID(id string) *Key {
	named := *k
	named.ID = id
	return &named
}

// Algorithm is the JWS algorithm of the key.
func (k *Key) Algorithm() string { return k.alg }

// Signs reports whether the key can sign: it has its private half, and key_ops
// allows it.
func (k *Key) Signs() bool { return k.sign != nil }

// Published reports whether the key set includes the key.
func (k *Key) Published() bool { return k.public != nil }

// Same reports whether two keys accept the same signatures.
func (k *Key) Same(other *Key) bool {
	if public, ok := k.verify.(interface{ Equal(crypto.PublicKey) bool }); ok {
		return k.alg == other.alg && public.Equal(other.verify)
	}
	mine, _ := k.verify.([]byte)       // the only kind without Equal
	theirs, _ := other.verify.([]byte) // nil for a key of another kind
	return k.alg == other.alg && slices.Equal(mine, theirs)
}

// signJWT signs claims, which must be encoded as a JSON object.
func (k *Key) signJWT(claims any) (string, error) {
	head, err := json.Marshal(struct {
		Alg string `json:"alg"`
		Kid string `json:"kid,omitempty"`
		Typ string `json:"typ"`
	}{k.alg, k.ID, "JWT"})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	if body[0] != '{' {
		return "", fmt.Errorf("claims of type %T are no object", claims)
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	signature, err := jwt.GetSigningMethod(k.alg).Sign(text, k.sign)
	if err != nil {
		return "", err
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}
