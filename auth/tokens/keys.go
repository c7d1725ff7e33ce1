package tokens

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/golang-jwt/jwt/v5"
)

// Algorithms are the JWS algorithms (RFC 7518, section 3.1; RFC 8037) that keys
// can have: those of wire contract section 8.1.
var Algorithms = []string{"ES256", "ES512", "RS256", "RS512", "EdDSA", "HS256"}

// Key checks access tokens and, where its private half is there, signs them.
type Key struct {
	ID     string // kid; "" for the shared secret
	alg    string
	sign   any // nil for a key that only checks
	verify any
	public *JWK // nil for a secret, which is never published
}

// JWK is a public key as the key set shows it (RFC 7517, section 4), its members
// in the order of wire transcript E49.
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

// HS256 is a key made of a shared secret, for tokens without a kid.
func HS256(secret string) *Key {
	return &Key{alg: "HS256", sign: []byte(secret), verify: []byte(secret)}
}

// WithID is the same key under a kid, for a secret whose tokens bear one.
func (k *Key) WithID(id string) *Key {
	named := *k
	named.ID = id
	return &named
}

// Algorithm names how the key signs.
func (k *Key) Algorithm() string { return k.alg }

// Signs tells whether the key can sign: it has its private half, and its key_ops
// do not say otherwise.
func (k *Key) Signs() bool { return k.sign != nil }

// Published tells whether the key set shows the key's public half.
func (k *Key) Published() bool { return k.public != nil }

// Same tells whether two keys accept the same signatures.
func (k *Key) Same(other *Key) bool {
	if public, ok := k.verify.(interface{ Equal(crypto.PublicKey) bool }); ok {
		return k.alg == other.alg && public.Equal(other.verify)
	}
	mine, _ := k.verify.([]byte)       // the only kind without Equal
	theirs, _ := other.verify.([]byte) // nil for a key of another kind
	return k.alg == other.alg && slices.Equal(mine, theirs)
}

// signJWT signs claims, which are encoded as given and must make a JSON object.
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
