package secrets

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"

	"phonelogin/config"
)

// Master is the one key that is outside the database. Nothing is made with it but
// other keys.
type Master []byte

// NewMaster reads the setting secrets.master_key.
func NewMaster(encoded string) (Master, error) {
	key, err := config.DecodeKey(encoded)
	if err != nil {
		return nil, errors.New("secrets.master_key: not base64")
	}
	return key, nil
}

// For derives the key for one use, so that no value made with one key means
// anything elsewhere (RFC 5869).
func (m Master) For(use string) ([]byte, error) {
	return hkdf.Key(sha256.New, m, nil, "phonelogin "+use, 32)
}

// SealFor makes the seal of one use.
func (m Master) SealFor(use string) (*Seal, error) {
	key, err := m.For(use)
	if err != nil {
		return nil, err
	}
	return NewSeal(key)
}

// FactorSeal makes the seal of the secrets of authenticator apps. Their owners are the
// ids of their factors.
func (m Master) FactorSeal() (*Seal, error) { return m.SealFor("factor secret") }
