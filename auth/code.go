package auth

import (
	"cmp"
	"time"
)

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

// testCode is the fixed code of a test number.
func (s *Service) testCode(p Phone) (string, bool) {
	code, ok := s.testCodes[p]
	end := s.rules.SMS.TestOTPValidUntil
	if ok && end.IsZero() {
		return code, s.development // production needs an end (proves S11)
	}
	return code, ok && s.now().Before(end)
}
