package config

import "time"

// Captcha requires a captcha before a message is sent or a password tried.
type Captcha struct {
	// Enabled requires the captcha.
	Enabled bool `toml:"enabled" default:"false"`

	// Provider is "hcaptcha" or "turnstile".
	Provider string `toml:"provider" default:"hcaptcha"`

	// SiteKey is the provider's key for the widget on our pages.
	SiteKey string `toml:"site_key"`

	// Secret is the provider's key for servers.
	Secret string `toml:"secret" secret:"true"`

	// Timeout is the longest wait for the provider's answer.
	Timeout time.Duration `toml:"timeout" default:"10s"`

	// BaseURL replaces the provider's address, for proxies and tests.
	BaseURL string `toml:"base_url"`
}
