package config

func (c *Config) checkMFA(p *Problems) {
	m := c.Auth.MFA
	if m.MaxEnrolledFactors < 0 {
		p.Add("auth.mfa.max_enrolled_factors", "%d is less than zero", m.MaxEnrolledFactors)
	}
	mustBePositive(p, "auth.mfa.challenge_expiry", m.ChallengeExpiry)
	if n := m.Phone.OTPLength; n < minOTPLength || n > maxOTPLength {
		p.Add("auth.mfa.phone.otp_length", "%d is not between %d and %d", n, minOTPLength, maxOTPLength)
	}
	if m.Phone.MaxFrequency < 0 {
		p.Add("auth.mfa.phone.max_frequency", "%v is less than zero", m.Phone.MaxFrequency)
	}
	if m.Phone.Template != "" {
		checkTemplate(p, "auth.mfa.phone.template", m.Phone.Template)
	}
}
