package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// Seal encrypts values in the database (AES-256-GCM) with a key outside it.
type Seal struct{ aead cipher.AEAD }

// NewSeal makes a Seal with a key of 32 bytes.
func NewSeal(key []byte) (*Seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return &Seal{aead}, nil
}

// Close encrypts the text of the row owner; it cannot be decrypted for another row.
// The random nonce is safe for 2^32 texts, and comes first.
func (s *Seal) Close(random io.Reader, owner string, text []byte) ([]byte, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return s.aead.Seal(nonce, nonce, text, []byte(owner)), nil
}

// ErrSealed means that a text was encrypted with another key or for another row.
var ErrSealed = errors.New("cannot be decrypted: secrets.master_key is not the one that it was stored with")

// Open reverses Close.
func (s *Seal) Open(owner string, sealed []byte) ([]byte, error) {
	if len(sealed) < s.aead.NonceSize() {
		return nil, ErrSealed
	}
	nonce, rest := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	text, err := s.aead.Open(nil, nonce, rest, []byte(owner))
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}
