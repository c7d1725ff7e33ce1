package config

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// deriveSecrets lets a deployment of GoTrue start with the one secret that it
// has. Whoever has that one can make every access token, so what is derived from
// it opens nothing more.
func (c *Config) deriveSecrets() {
	if c.Mode != Production || len([]rune(c.Auth.JWTSecret)) < minJWTSecret {
		return
	}
	var derived []string
	derive := func(key string) string {
		derived = append(derived, key)
		// Its errors are about lengths, which are constant here.
		made, _ := hkdf.Key(sha256.New, []byte(c.Auth.JWTSecret), nil, "phonelogin setting "+key, keyBytes)
		return base64.RawURLEncoding.EncodeToString(made)
	}
	if c.Secrets.MasterKey == "" {
		c.Secrets.MasterKey = derive("secrets.master_key")
	}
	if len(c.Secrets.CookieKeys) == 0 {
		c.Secrets.CookieKeys = []string{derive("secrets.cookie_keys")}
	}
	if c.Auth.PublishableKey == "" {
		c.Auth.PublishableKey = "sb_publishable_" + derive("auth.publishable_key")
	}
	if c.Auth.SecretKey == "" {
		c.Auth.SecretKey = "sb_secret_" + derive("auth.secret_key")
	}
	if len(derived) > 0 {
		c.remarks.add("environment", "%s are derived from the JWT secret: set your own, or changing it ends codes, sessions and cookies",
			strings.Join(derived, ", "))
	}
}
