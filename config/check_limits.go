package config

import (
	"regexp"
	"strings"
	"time"
)

func (c *Config) checkLimits(p *Problems) {
	otp, limit := c.Auth.RateLimits.OTP, c.Auth.RateLimit
	if otp.Period < 0 {
		p.Add("auth.rate_limits.otp.period", "%v is less than zero", otp.Period)
	}
	if otp.Validity < time.Second || otp.Validity > maxValidity {
		p.Add("auth.rate_limits.otp.validity", "%v is not between 1s and %d seconds", otp.Validity, int(maxValidity.Seconds()))
	}
	for _, l := range []struct {
		key   string
		value int
	}{
		{"sms_sent", limit.SMSSent}, {"sign_in_sign_ups", limit.SignInSignUps},
		{"token_verifications", limit.TokenVerifications}, {"token_refresh", limit.TokenRefresh},
		{"anonymous_users", limit.AnonymousUsers}, {"mfa", limit.MFA},
	} {
		if l.value < 0 {
			p.Add("auth.rate_limit."+l.key, "%d is less than zero; 0 means no limit", l.value)
		}
	}
	mustBePositive(p, "auth.rate_limit.sms_sent_period", limit.SMSSentPeriod)
}

// headerName is the form of a header's name (RFC 9110, section 5.6.2).
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

func (c *Config) checkHeaders(p *Problems) {
	if !headerName.MatchString(c.Server.ClientIPHeader) {
		p.Add("server.client_ip_header", "%q is no name of a header", c.Server.ClientIPHeader)
	}
	if name := c.Server.CountryHeader; name != "" && !headerName.MatchString(name) {
		p.Add("server.country_header", "%q is no name of a header", name)
	}
	for i, name := range c.Server.CORSAllowedHeaders {
		if !headerName.MatchString(name) {
			p.Add(element("server.cors_allowed_headers", i), "%q is no name of a header", name)
		}
	}
}

// leastPassword is the lowest minimum length of passwords, in characters, as with
// Supabase.
const leastPassword = 6

// passwordSets are the names of sets of characters.
var passwordSets = []string{"letters_digits", "lower_upper_letters_digits", "lower_upper_letters_digits_symbols"}

func (c *Config) checkPasswords(p *Problems) {
	if n := c.Auth.MinimumPasswordLength; n < leastPassword {
		p.Add("auth.minimum_password_length", "%d is less than %d", n, leastPassword)
	}
	// A misspelt name would count as a set of its letters.
	if r := c.Auth.PasswordRequirements; strings.Contains(r, "letters") || strings.Contains(r, "digits") {
		mustBeOneOf(p, "auth.password_requirements", r, passwordSets...)
	}
}

// checkRoles: a token needs an audience and a role, and without admin roles there
// would be no admins.
func (c *Config) checkRoles(p *Problems) {
	mustBeSet(p, "auth.jwt_aud", c.Auth.JWTAud)
	mustBeSet(p, "auth.jwt_default_role", c.Auth.JWTDefaultRole)
	if len(c.Auth.JWTAdminRoles) == 0 {
		p.Add("auth.jwt_admin_roles", "needs at least one role")
	}
	for i, role := range c.Auth.JWTAdminRoles {
		if role == "" || role == "anon" || role == c.Auth.JWTDefaultRole {
			p.Add(element("auth.jwt_admin_roles", i), "%q is a role that everybody has", role)
		}
	}
}
