package auth

import (
	"cmp"

	"phonelogin/auth/limits"
)

func (s *Service) codes(p Purpose) limits.CodeRules {
	otp := s.rules.RateLimits.OTP
	if p != MFA {
		return limits.CodeRules{Digits: s.rules.SMS.OTPLength, Period: otp.Period, Validity: otp.Validity}
	}
	mfa := s.rules.MFA
	return limits.CodeRules{
		Digits: mfa.Phone.OTPLength, Period: cmp.Or(mfa.Phone.MaxFrequency, otp.Period),
		Validity: min(mfa.ChallengeExpiry, limits.LongestLife),
	}
}

// testCode is the fixed code of a test number.
func (s *Service) testCode(p Phone) (string, bool) {
	code, ok := s.testCodes[p]
	end := s.rules.SMS.TestOTPValidUntil
	if ok && end.IsZero() {
		return code, s.development // production needs an end (proves S11)
	}
	return code, ok && s.now().Before(end)
}
