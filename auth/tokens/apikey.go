package tokens

import (
	"crypto/sha256"
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
	roles  map[[sha256.Size]byte]Role
	legacy []byte
	now    func() time.Time
}

// NewAPIKeys takes the keys of apps, those of servers, and the secret that signs
// legacy ones; each may be "", which is no key.
func NewAPIKeys(now func() time.Time, apps, servers []string, legacySecret string) *APIKeys {
	k := &APIKeys{roles: map[[sha256.Size]byte]Role{}, legacy: []byte(legacySecret), now: now}
	for _, key := range apps {
		k.roles[sha256.Sum256([]byte(key))] = Anon
	}
	for _, key := range servers {
		k.roles[sha256.Sum256([]byte(key))] = Service
	}
	return k
}

// Role tells what key allows; ok is false for anything that is not a key. The
// legacy keys are JWTs, HS256, whose role claim is the answer and that belong to
// no session. How long looking one up takes tells about hashes only, from which
// no key can be made.
func (k *APIKeys) Role(key string) (role Role, ok bool) {
	if key == "" {
		return "", false
	}
	if role, ok := k.roles[sha256.Sum256([]byte(key))]; ok {
		return role, true
	}
	if len(k.legacy) == 0 || len(key) > 4096 {
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
