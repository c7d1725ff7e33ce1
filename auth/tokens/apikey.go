package tokens

import (
	"crypto/sha256"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Role is the role of an API key.
type Role string

// The roles of API keys.
const (
	Anon    Role = "anon"         // apps: public rights
	Service Role = "service_role" // servers: all rights
)

// APIKeys knows the keys that may call the API.
type APIKeys struct {
	roles  map[[sha256.Size]byte]Role
	legacy []byte
	now    func() time.Time
}

// NewAPIKeys takes the keys of apps, those of servers, and the secret that signs
// legacy keys. "" is no key.
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

// Role returns the role of a key; ok is false for anything else. Legacy keys are
// JWTs with HS256, without a session; their role claim is the role. A key that is a
// JWT is valid between its nbf and exp, also one in the settings. The duration of a
// lookup depends on hashes only, which reveal no key.
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
	// A person's access token is never the key of a server, whatever its role (S39).
	return role, err == nil && c.SessionID == "" && (role == Anon || role == Service)
}

// inTime checks the times of a configured key that is a JWT; its signer does not
// matter. Other keys have no times.
func (k *APIKeys) inTime(key string) bool {
	if !strings.HasPrefix(key, `eyJ`) || strings.Count(key, ".") != 2 { // {" in base64
		return true
	}
	var c receivedClaims
	_, _, err := jwt.NewParser().ParseUnverified(key, &c)
	return err == nil && jwt.NewValidator(jwt.WithTimeFunc(k.now)).Validate(&c) == nil
}
