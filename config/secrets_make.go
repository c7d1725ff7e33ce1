package config

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// makeSecrets makes all secrets.
func makeSecrets(random io.Reader, makeKey KeyMaker) (storedSecrets, error) {
	signingKey, err := makeKey("ES256", random)
	if err != nil {
		return storedSecrets{}, err
	}
	material := make([]byte, 2*keyBytes)
	if _, err := io.ReadFull(random, material); err != nil {
		return storedSecrets{}, fmt.Errorf("read random bytes: %w", err)
	}
	letters := [3]string{}
	for i, n := range []int{24, 32, 40} {
		if letters[i], err = randomLetters(random, n); err != nil {
			return storedSecrets{}, err
		}
	}
	return storedSecrets{
		MasterKey:      base64.StdEncoding.EncodeToString(material[:keyBytes]),
		SigningKey:     signingKey,
		CookieKeys:     []string{base64.StdEncoding.EncodeToString(material[keyBytes:])},
		PublishableKey: "sb_publishable_" + letters[0],
		SecretKey:      "sb_secret_" + letters[1],
		JWTSecret:      letters[2],
	}, nil
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// randomLetters draws n letters and digits with equal probability: it draws bytes
// beyond the last whole multiple of the alphabet again.
func randomLetters(random io.Reader, n int) (string, error) {
	const limit = 256 - 256%len(alphabet)
	var letters strings.Builder
	for draw := make([]byte, 1); letters.Len() < n; {
		if _, err := io.ReadFull(random, draw); err != nil {
			return "", fmt.Errorf("read random bytes: %w", err)
		}
		if int(draw[0]) < limit {
			letters.WriteByte(alphabet[int(draw[0])%len(alphabet)])
		}
	}
	return letters.String(), nil
}
