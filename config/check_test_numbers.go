package config

import (
	"maps"
	"slices"
	"strings"
)

// checkTestOTP refuses fixed codes in production without an end (rule S11). It
// parses numbers like the start does, and names them by their last two digits.
func (c *Config) checkTestOTP(p *Problems, read func(number string) (string, error)) {
	const key = "auth.sms.test_otp"
	sms := c.Auth.SMS
	if len(sms.TestOTP) > 0 && c.Mode != Development && sms.TestOTPValidUntil.IsZero() {
		p.Add("auth.sms.test_otp_valid_until", "must be set where there are test numbers outside development")
	}
	codes := map[string]string{}
	for _, number := range slices.Sorted(maps.Keys(sms.TestOTP)) {
		code := sms.TestOTP[number]
		spelling, err := read(number)
		if err != nil {
			p.Add(key, "the number %s is not E.164: 2 to 15 digits that begin with a country's code", maskPhone(number))
		}
		if other, twice := codes[spelling]; err == nil && twice && other != code {
			p.Add(key, "the number %s is there twice, with two codes", maskPhone(number))
		}
		codes[spelling] = code
		if len(code) != sms.OTPLength || strings.Trim(code, "0123456789") != "" {
			p.Add(key, "the code of %s is not %d digits", maskPhone(number), sms.OTPLength)
		}
	}
}

// maskPhone shows the last two characters of a number.
func maskPhone(phone string) string {
	letters := []rune(phone)
	return "…" + string(letters[max(0, len(letters)-2):])
}
