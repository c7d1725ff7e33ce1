package config

import "time"

// Captcha asks people to show that they are no program before a message is sent
// or a password tried.
type Captcha struct {
	// Enabled asks them.
	Enabled bool `toml:"enabled" default:"false"`

	// Provider is "hcaptcha" or "turnstile".
	Provider string `toml:"provider" default:"hcaptcha"`

	// SiteKey names the site to the provider's widget on our pages.
	SiteKey string `toml:"site_key"`

	// Secret is the provider's key for servers.
	Secret string `toml:"secret" secret:"true"`

	// Timeout bounds the question to the provider.
	Timeout time.Duration `toml:"timeout" default:"10s"`

	// BaseURL replaces the provider's address, for proxies and tests.
	BaseURL string `toml:"base_url"`
}
