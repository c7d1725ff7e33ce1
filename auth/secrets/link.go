package secrets

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
)

// NewLink makes a random value for a link or a redirect, and the hash of it
// that is stored.
func NewLink(random io.Reader, size int) (secret, hash string, err error) {
	b, err := Bytes(random, size)
	if err != nil {
		return "", "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	return secret, Hash(secret), nil
}

// Hash needs no key and no salt: what it hashes is random.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
