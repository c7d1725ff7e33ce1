package secrets

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"

	"phonelogin/models"
)

// NonceSize is the size of a challenge's nonce in bytes, large enough to be unique.
const NonceSize = 16

// Code derives the code of a challenge: decimal digits with leading zeros. It
// depends on purpose and number, so a manipulated row yields another code. The bias
// of the remainder is below 10^10/2^64 (S1).
func Code(key []byte, c *models.Challenge, digits int) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(c.Nonce)
	mac.Write([]byte(c.Purpose))
	mac.Write([]byte("\x00" + c.Phone))
	below := uint64(1)
	for range digits {
		below *= 10
	}
	n := binary.BigEndian.Uint64(mac.Sum(nil)) % below
	return fmt.Sprintf("%0*d", digits, n)
}

// Equal compares in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
