package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"phonelogin/config"
)

// NumberKey names numbers in tables that must not hold them. There are few enough
// numbers to undo a bare hash; without the key, which is outside the database,
// nobody can.
type NumberKey []byte

// NewNumberKey makes it of the master key, in base64.
func NewNumberKey(masterKey string) (NumberKey, error) {
	master, err := config.DecodeKey(masterKey)
	if err != nil {
		return nil, fmt.Errorf("secrets.master_key: not base64")
	}
	return newNumberKey(master)
}

func newNumberKey(master []byte) (NumberKey, error) { return deriveKey(master, "number") }

// Hash names a number.
func (k NumberKey) Hash(p Phone) string {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(p))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
