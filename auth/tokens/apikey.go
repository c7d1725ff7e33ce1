package tokens

import (
	"crypto/sha256"
	"strings"
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
// no session. A key that is a JWT is good between its nbf and its exp, also where
// the settings name it. How long looking one up takes tells about hashes only,
// from which no key can be made.
func (k *APIKeys) Role(key string) (role Role, ok bool) {
	if key == "" {
		return "", false
	}
	if role, ok := k.roles[sha256.Sum256([]byte(key))]; ok {
		return role, k.inTime(key)
	}
	if len(k.legacy) == 0 || len(key) > 4096 {
		return "", false
	}
	var c receivedClaims
	p := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(k.now))
	_, err := p.ParseWithClaims(key, &c, func(*jwt.Token) (any, error) { return k.legacy, nil })
	role = Role(c.Role)
	// Whatever role a person has, their access token is no key of a server (proves
	// S39).
	return role, err == nil && c.SessionID == "" && (role == Anon || role == Service)
}

// inTime judges the times of a key that the settings name, if it is a JWT: who
// signed it does not matter then. Any other key has no times.
func (k *APIKeys) inTime(key string) bool {
	if !strings.HasPrefix(key, `eyJ`) || strings.Count(key, ".") != 2 { // {" in base64
		return true
	}
	var c receivedClaims
	_, _, err := jwt.NewParser().ParseUnverified(key, &c)
	return err == nil && jwt.NewValidator(jwt.WithTimeFunc(k.now)).Validate(&c) == nil
}
