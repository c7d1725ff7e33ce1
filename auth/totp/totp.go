package totp

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"phonelogin/auth/secrets"
)

// Codes follow RFC 6238 with the parameters that every app supports: HMAC-SHA-1,
// six digits, a new code every 30 seconds.
const (
	SecretSize = 20 // in bytes, as SHA-1's output (RFC 4226, section 4)
	Digits     = 6
	period     = 30 * time.Second

	// skew is how many time steps a phone's clock may be off, either way (RFC
	// 6238, section 5.2).
	skew = 1
)

// codeAt is the code of a time step (RFC 4226, section 5.3).
func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash does not fail
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0x0f:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// stepAt is the time step at a time.
func stepAt(at time.Time) int64 { return at.Unix() / int64(period.Seconds()) }

// Match returns the time step of a right code. Steps up to used are refused: a code
// is accepted once (RFC 6238, section 5.2).
func Match(secret []byte, code string, now time.Time, used *int64) (step int64, ok bool) {
	if used != nil && *used > stepAt(now)+skew {
		used = nil // stored by a wrong clock, so it is ignored
	}
	for at := stepAt(now) - skew; at <= stepAt(now)+skew; at++ {
		if secrets.Equal(code, codeAt(secret, at)) && !ok && (used == nil || at > *used) {
			step, ok = at, true
		}
	}
	return step, ok
}

// Text is a secret in the form to type into an app.
func Text(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// URI is the content of the QR code. Members and order are those of the wire
// contract, exchange H16. Blanks are %20, because apps show a "+" literally.
func URI(issuer, account string, secret []byte) string {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return fmt.Sprintf("otpauth://totp/%s:%s?algorithm=SHA1&digits=6&issuer=%s&period=%d&secret=%s",
		escape(issuer), escape(account), escape(issuer), int(period.Seconds()), Text(secret))
}
