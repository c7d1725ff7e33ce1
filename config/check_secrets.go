package config

import (
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
)

// keyBytes is the length of the master key and the cookie keys.
const keyBytes = 32

// minJWTSecret is the minimum length of an HS256 secret, one character for each
// byte of the hash (RFC 7518, section 3.2).
const minJWTSecret = 32

var (
	publishableKey = regexp.MustCompile(`^sb_publishable_[A-Za-z0-9_-]{20,}$`)
	secretKey      = regexp.MustCompile(`^sb_secret_[A-Za-z0-9_-]{20,}$`)
)

// checkSecrets requires the secrets in production only: development makes its own
// after the check.
func (c *Config) checkSecrets(p *Problems, judgeKeys func(SigningKeys) Problems) {
	s, a, production := c.Secrets, c.Auth, c.Mode == Production
	if s.MasterKey != "" || production {
		mustBeKey(p, "secrets.master_key", s.MasterKey)
	}
	if len(s.CookieKeys) == 0 && production {
		p.Add("secrets.cookie_keys", "needs at least one key of 32 bytes in base64")
	}
	for i, k := range s.CookieKeys {
		mustBeKey(p, element("secrets.cookie_keys", i), k)
	}
	*p = append(*p, judgeKeys(c.SigningKeys())...)
	if a.JWTSecret != "" || production && a.JWTAlgorithm == "HS256" && !a.ListsKeys() {
		if len([]rune(a.JWTSecret)) < minJWTSecret {
			p.Add("auth.jwt_secret", "must have at least %d characters", minJWTSecret)
		}
	}
	if production && !publishableKey.MatchString(a.PublishableKey) {
		p.Add("auth.publishable_key", "must be sb_publishable_ and at least 20 letters or digits")
	}
	if production && !secretKey.MatchString(a.SecretKey) {
		p.Add("auth.secret_key", "must be sb_secret_ and at least 20 letters or digits")
	}
	a.checkServiceRoleKey(p, production)
}

// checkServiceRoleKey checks the one key without a form of its own; it gives all
// rights.
func (a *Auth) checkServiceRoleKey(p *Problems, production bool) {
	key := a.ServiceRoleKey
	switch {
	case key == "":
	case key == a.AnonKey || key == a.PublishableKey:
		p.Add("auth.service_role_key", "must not be the key that apps carry")
	case production && len(key) < minJWTSecret:
		p.Add("auth.service_role_key", "must have at least %d characters", minJWTSecret)
	}
}

func mustBeKey(p *Problems, name, encoded string) {
	if _, err := DecodeKey(encoded); err != nil {
		p.Add(name, "%v", err)
	}
}

var errKey = errors.New("must be 32 bytes in base64, as made by: openssl rand -base64 32")

// DecodeKey decodes a 32-byte key in base64, in the standard or the URL alphabet,
// padded or not. Its error does not quote the key.
func DecodeKey(encoded string) ([]byte, error) {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	key, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil || len(key) != keyBytes {
		return nil, errKey
	}
	return key, nil
}
