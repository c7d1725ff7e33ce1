package main

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
)

// keys are the secrets of a server that lives for one measurement.
type keys struct {
	publishable, secret     string
	master, cookie, signing string
}

func newKeys() (keys, error) {
	signing, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return keys{}, fmt.Errorf("make signing key: %w", err)
	}
	return keys{
		publishable: "sb_publishable_" + rand.Text(),
		secret:      "sb_secret_" + rand.Text(),
		master:      randomKey(),
		cookie:      randomKey(),
		signing:     jwk(signing),
	}, nil
}

// randomKey is 32 bytes in base64.
func randomKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

// jwk writes a private key on P-256 as RFC 7518, section 6.2 wants it.
func jwk(key *ecdh.PrivateKey) string {
	encode := base64.RawURLEncoding.EncodeToString
	point := key.PublicKey().Bytes() // 4, then x and y (SEC 1, section 2.3.3)
	return fmt.Sprintf(`{"kty":"EC","crv":"P-256","kid":"bench","x":%q,"y":%q,"d":%q}`,
		encode(point[1:33]), encode(point[33:]), encode(key.Bytes()))
}
