package secrets

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"phonelogin/models/phone"
)

// NumberKey hashes numbers for tables that must not hold them. There are so few
// numbers that a bare hash could be undone; the key is outside the database.
type NumberKey []byte

// NewNumberKey derives the key.
func NewNumberKey(master Master) (NumberKey, error) { return master.For("number") }

// Hash is the keyed hash of a number.
func (k NumberKey) Hash(p phone.Number) string {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(p))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
