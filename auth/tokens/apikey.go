package tokens

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Role is what the holder of an API key may do.
type Role string

// The roles of API keys.
const (
	Anon    Role = "anon"         // apps: what everybody may do
	Service Role = "service_role" // servers: everything
)

// APIKeys tells who may call the API at all.
type APIKeys struct {
	publishable, secret [sha256.Size]byte
	legacy              []byte
	now                 func() time.Time
}

// NewAPIKeys takes the two keys and the secret that signs legacy ones, which is
// "" where there are none.
func NewAPIKeys(now func() time.Time, publishable, secret, legacySecret string) *APIKeys {
	return &APIKeys{
		publishable: sha256.Sum256([]byte(publishable)),
		secret:      sha256.Sum256([]byte(secret)),
		legacy:      []byte(legacySecret),
		now:         now,
	}
}

// Role tells what key allows; ok is false for anything that is not a key. The
// legacy keys are JWTs, HS256, whose role claim is the answer and that belong to
// no session.
func (k *APIKeys) Role(key string) (role Role, ok bool) {
	if key == "" {
		return "", false
	}
	sum := sha256.Sum256([]byte(key))
	switch {
	case subtle.ConstantTimeCompare(sum[:], k.publishable[:]) == 1:
		return Anon, true
	case subtle.ConstantTimeCompare(sum[:], k.secret[:]) == 1:
		return Service, true
	case len(k.legacy) == 0 || len(key) > 4096:
		return "", false
	}
	var c Claims
	p := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(k.now))
	_, err := p.ParseWithClaims(key, &c, func(*jwt.Token) (any, error) { return k.legacy, nil })
	role = Role(c.Role)
	// Whatever role a person has, their access token is no key of a server (proves
	// S39).
	return role, err == nil && c.SessionID == "" && (role == Anon || role == Service)
}
