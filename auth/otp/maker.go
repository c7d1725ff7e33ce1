package otp

import (
	"cmp"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// maker makes codes: it has the rules, the key and the test numbers.
type maker struct {
	sms         config.SMS
	pace        config.OTPLimits
	factors     config.MFA
	key         []byte
	testCodes   map[phone.Number]string
	development bool
	now         func() time.Time
}

// rulesOf returns the rules of codes for a purpose.
func (m *maker) rulesOf(p Purpose) limits.CodeRules {
	if p != MFA {
		return limits.CodeRules{Digits: m.sms.OTPLength, Period: m.pace.Period, Validity: m.pace.Validity}
	}
	return limits.CodeRules{
		Digits: m.factors.Phone.OTPLength, Period: cmp.Or(m.factors.Phone.MaxFrequency, m.pace.Period),
		Validity: min(m.factors.ChallengeExpiry, limits.LongestLife),
	}
}

// codeOf derives the code of a challenge.
func (m *maker) codeOf(c *models.Challenge) string {
	return secrets.Code(m.key, c, m.rulesOf(c.Purpose).Digits)
}

// testCode returns the fixed code of a test number. ok is false for other numbers.
func (m *maker) testCode(number phone.Number) (string, bool) {
	code, ok := m.testCodes[number]
	end := m.sms.TestOTPValidUntil
	if ok && end.IsZero() {
		return code, m.development // in production they need an end date (S11)
	}
	return code, ok && m.now().Before(end)
}

// IsTestNumber reports whether a number gets a fixed code and no messages.
func (m *maker) IsTestNumber(number phone.Number) bool {
	_, is := m.testCode(number)
	return is
}
