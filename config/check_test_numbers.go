package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// wirePhone is a number as the wire protocol takes it: digits only, E.164 without
// its plus sign.
var wirePhone = regexp.MustCompile(`^[0-9]{2,15}$`)

// checkTestOTP keeps fixed codes out of production unless an end is set (rule
// S11). It names numbers by their last two digits.
func (c *Config) checkTestOTP(p *Problems) {
	const key = "auth.sms.test_otp"
	sms := c.Auth.SMS
	if len(sms.TestOTP) > 0 && c.Mode != Development && sms.TestOTPValidUntil.IsZero() {
		p.add("auth.sms.test_otp_valid_until", "must be set where there are test numbers outside development")
	}
	for _, phone := range slices.Sorted(maps.Keys(sms.TestOTP)) {
		digits := strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(phone), "+"), " ", "")
		if !wirePhone.MatchString(digits) {
			p.add(key, "the number %s is not 2 to 15 digits", maskPhone(phone))
		}
		if code := sms.TestOTP[phone]; len(code) != sms.OTPLength || strings.Trim(code, "0123456789") != "" {
			p.add(key, "the code of %s is not %d digits", maskPhone(phone), sms.OTPLength)
		}
	}
}

// maskPhone leaves the last two characters of a number.
func maskPhone(phone string) string {
	letters := []rune(phone)
	return "…" + string(letters[max(0, len(letters)-2):])
}
