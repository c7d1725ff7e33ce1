package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// seal encrypts what the database keeps and must not know (AES-256-GCM), with a
// key that is outside of it.
type seal struct{ aead cipher.AEAD }

func newSeal(key []byte) (*seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return &seal{aead}, nil
}

// close encrypts text that belongs to the row named owner: moved to another row
// it does not open. The nonce is random, which is good for 2^32 texts, and comes
// first.
func (s *seal) close(random io.Reader, owner string, text []byte) ([]byte, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return s.aead.Seal(nonce, nonce, text, []byte(owner)), nil
}

// errSealed tells that a text was not closed with this key, or is another row's.
var errSealed = errors.New("cannot be decrypted: secrets.master_key is not the one that it was stored with")

// open is the reverse of close.
func (s *seal) open(owner string, sealed []byte) ([]byte, error) {
	if len(sealed) < s.aead.NonceSize() {
		return nil, errSealed
	}
	nonce, rest := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	text, err := s.aead.Open(nil, nonce, rest, []byte(owner))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}
