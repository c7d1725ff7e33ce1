package secrets

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
)

// NewLink makes a random value for a link or a redirect, and the hash to store.
func NewLink(random io.Reader, size int) (secret, hash string, err error) {
	b, err := Bytes(random, size)
	if err != nil {
		return "", "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	return secret, Hash(secret), nil
}

// Hash hashes a random value, which needs neither key nor salt.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
