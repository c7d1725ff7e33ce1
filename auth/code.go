package auth

import (
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"

	"phonelogin/models"
)

// nonceSize is the size in bytes of a challenge's nonce: no two ever meet.
const nonceSize = 16

// deriveKey makes the key for one use out of the master key, so that no value
// made with one of them means anything elsewhere.
func deriveKey(master []byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, master, nil, "phonelogin "+use, 32)
}

// codeRules are what the codes of a purpose are made by.
type codeRules struct {
	digits   int
	period   time.Duration // between two messages to a number
	validity time.Duration
}

func (s *Service) codes(p Purpose) codeRules {
	otp := s.rules.RateLimits.OTP
	if p != MFA {
		return codeRules{s.rules.SMS.OTPLength, otp.Period, otp.Validity}
	}
	mfa := s.rules.MFA
	return codeRules{
		mfa.Phone.OTPLength, cmp.Or(mfa.Phone.MaxFrequency, otp.Period),
		min(mfa.ChallengeExpiry, longestLife),
	}
}

// over is when a code is over that was made at one time and sent, most lately, at
// another.
func (r codeRules) over(made, sent time.Time) time.Time {
	end, latest := sent.Add(r.validity), made.Add(longestLife)
	if least := sent.Add(lastMinute); latest.Before(least) {
		latest = least
	}
	if end.After(latest) {
		return latest
	}
	return end
}

// codeFor derives the code of a challenge: decimal digits, leading zeros kept.
// Purpose and number go in, so that a row that was tampered with yields another
// code. The bias of the remainder is below 10^10/2^64 (proves S1).
func codeFor(key []byte, c *models.Challenge, digits int) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(c.Nonce)
	mac.Write([]byte(c.Purpose + "\x00" + c.Phone))
	below := uint64(1)
	for range digits {
		below *= 10
	}
	n := binary.BigEndian.Uint64(mac.Sum(nil)) % below
	return fmt.Sprintf("%0*d", digits, n)
}

// sameCode compares in constant time.
func sameCode(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// testCode is the fixed code of a test number.
func (s *Service) testCode(p Phone) (string, bool) {
	code, ok := s.testCodes[p]
	end := s.rules.SMS.TestOTPValidUntil
	if ok && end.IsZero() {
		return code, s.development // production needs an end (proves S11)
	}
	return code, ok && s.now().Before(end)
}
