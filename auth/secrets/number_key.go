package secrets

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"phonelogin/auth/phone"
)

// NumberKey names numbers in tables that must not hold them. There are few enough
// numbers to undo a bare hash; without the key, which is outside the database,
// nobody can.
type NumberKey []byte

// NewNumberKey derives it.
func NewNumberKey(master Master) (NumberKey, error) { return master.For("number") }

// Hash names a number.
func (k NumberKey) Hash(p phone.Number) string {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(p))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
