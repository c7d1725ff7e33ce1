package config

import "time"

const (
	// maxValidity of a code: ten minutes, after NIST SP 800-63B (rule S2).
	maxValidity = 600 * time.Second

	// maxJWTExpiry is a week, the limit of Supabase's config.toml.
	maxJWTExpiry = 604800 * time.Second

	// Six digits are the 20 bits that OWASP ASVS 6.5.4 requires (rule S1); ten are
	// the most in the wire protocol.
	minOTPLength, maxOTPLength = 6, 10
)

func (c *Config) checkAuth(p *Problems) {
	a := c.Auth
	checkRedirect(p, "auth.site_url", a.SiteURL)
	for i, u := range a.AdditionalRedirectURLs {
		checkAdditional(p, element("auth.additional_redirect_urls", i), u)
	}
	c.checkEmbedOrigins(p, "auth.embed_origins", a.EmbedOrigins)
	checkName(p, "auth.app_name", a.AppName)
	checkLink(p, "auth.support_url", a.SupportURL)
	checkLink(p, "auth.terms_url", a.TermsURL)
	checkLink(p, "auth.privacy_url", a.PrivacyURL)
	mustBeOneOf(p, "auth.jwt_algorithm", a.JWTAlgorithm, jwtAlgorithms...)
	if a.JWTExpiry < time.Second || a.JWTExpiry > maxJWTExpiry {
		p.Add("auth.jwt_expiry", "%v is not between 1s and %d seconds", a.JWTExpiry, int(maxJWTExpiry.Seconds()))
	}
	if a.RefreshTokenReuseInterval < 0 {
		p.Add("auth.refresh_token_reuse_interval", "%v is less than zero", a.RefreshTokenReuseInterval)
	}
	if a.RefreshTokenVersion != 1 && a.RefreshTokenVersion != 2 {
		p.Add("auth.refresh_token_version", "%d is neither 1 nor 2", a.RefreshTokenVersion)
	}
	c.checkPasswords(p)
	c.checkRoles(p)
	c.checkSessions(p)
	mustBeKept(p, "auth.keep_audit_log", a.KeepAuditLog, time.Hour)
	mustBeKept(p, "auth.keep_unused_sessions", a.KeepUnusedSessions, max(time.Hour, a.JWTExpiry))
}

// mustBeKept requires a span of at least the given length, or 0 for ever.
func mustBeKept(p *Problems, key string, d, least time.Duration) {
	if d != 0 && d < least {
		p.Add(key, "%v is less than %v, and not 0", d, least)
	}
}

func (c *Config) checkSessions(p *Problems) {
	for name, span := range map[string]time.Duration{
		"timebox": c.Auth.Sessions.Timebox, "inactivity_timeout": c.Auth.Sessions.InactivityTimeout,
		"allow_low_aal": c.Auth.Sessions.AllowLowAAL,
	} {
		if span < 0 {
			p.Add("auth.sessions."+name, "%v is less than zero", span)
		}
	}
}

func checkLink(p *Problems, key, value string) {
	if value == "" {
		return
	}
	u, wrong := parseURL(value)
	switch {
	case wrong != "":
		p.Add(key, "%s", wrong)
	case u.Scheme == "https" && u.Host != "", u.Scheme == "mailto" && u.Opaque != "":
	default:
		p.Add(key, "%q is neither an https nor a mailto link", value)
	}
}
