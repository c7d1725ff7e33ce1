package secrets

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"

	"phonelogin/config"
)

// Master is the one key outside the database. It is used only to derive other keys.
type Master []byte

// NewMaster reads the setting secrets.master_key.
func NewMaster(encoded string) (Master, error) {
	key, err := config.DecodeKey(encoded)
	if err != nil {
		return nil, errors.New("secrets.master_key: not base64")
	}
	return key, nil
}

// For derives the key of one use, so that no value of one use means anything in
// another (RFC 5869).
func (m Master) For(use string) ([]byte, error) {
	return hkdf.Key(sha256.New, m, nil, "phonelogin "+use, 32)
}

// SealFor makes the Seal of one use.
func (m Master) SealFor(use string) (*Seal, error) {
	key, err := m.For(use)
	if err != nil {
		return nil, err
	}
	return NewSeal(key)
}

// FactorSeal makes the Seal of authenticator apps' secrets. Their owners are factor
// ids.
func (m Master) FactorSeal() (*Seal, error) { return m.SealFor("factor secret") }
