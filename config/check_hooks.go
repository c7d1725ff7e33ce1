package config

import (
	"strings"
	"time"
)

// checkHooks checks what the settings alone show; package hooks checks addresses
// and secrets.
func (c *Config) checkHooks(p *Problems) {
	h := c.Auth.Hook
	for name, hook := range map[string]Hook{
		"send_sms": h.SendSMS, "custom_access_token": h.CustomAccessToken,
		"before_user_created": h.BeforeUserCreated, "after_user_created": h.AfterUserCreated,
		"password_verification_attempt": h.PasswordVerificationAttempt,
		"mfa_verification_attempt":      h.MFAVerificationAttempt,
	} {
		key := "auth.hook." + name + ".uri"
		switch {
		case !hook.Enabled:
		case hook.URI == "":
			p.Add(key, "must be set, to https://… or pg-functions://<database>/<schema>/<function>")
		case strings.HasPrefix(hook.URI, "pg-functions://") && strings.HasPrefix(c.Database.URL, "sqlite:"):
			p.Add(key, "a function in the database needs Postgres: set database.url")
		}
	}
}

func (c *Config) checkCaptcha(p *Problems) {
	captcha := c.Auth.Captcha
	if !captcha.Enabled {
		return
	}
	mustBeOneOf(p, "auth.captcha.provider", captcha.Provider, "hcaptcha", "turnstile")
	mustBeSet(p, "auth.captcha.secret", captcha.Secret)
	if captcha.Timeout < time.Second {
		p.Add("auth.captcha.timeout", "%v is shorter than 1s", captcha.Timeout)
	}
	if captcha.BaseURL != "" {
		checkBaseURL(p, "auth.captcha", captcha.BaseURL)
	}
}
