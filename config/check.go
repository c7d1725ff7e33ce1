package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"phonelogin/config/loopback"
)

// Readers check settings that other rooms understand; this room imports none of
// them.
type Readers struct {
	// SigningKeys checks the keys of access tokens.
	SigningKeys func(SigningKeys) Problems

	// Number parses a number like the JSON API and returns its one spelling.
	Number func(number string) (spelling string, err error)
}

// Check checks the settings as a whole and returns all problems at once, as
// Problems. In development it does not require the secrets that
// FillDevelopmentSecrets makes; those that are set must be well formed in either
// mode.
func (c *Config) Check(read Readers) error {
	var p Problems
	c.checkMode(&p)
	c.checkServer(&p)
	c.checkDatabase(&p)
	c.checkAuth(&p)
	c.checkSMS(&p)
	c.checkTestOTP(&p, read.Number)
	c.checkProviders(&p)
	c.checkRoutes(&p)
	c.checkLimits(&p)
	c.checkMFA(&p)
	c.checkHooks(&p)
	c.checkCaptcha(&p)
	c.checkSecrets(&p, read.SigningKeys)
	c.checkLog(&p)
	c.checkApps(&p)
	c.eachTheme(func(key string, theme *Theme) { theme.check(&p, key) })
	return p.Err()
}

func (c *Config) checkMode(p *Problems) {
	if c.Mode != Development && c.Mode != Production {
		p.Add("mode", "%q is neither development nor production", c.Mode)
	}
	if c.Mode == Production && len(c.Auth.SMS.EnabledProviders()) == 0 && !c.Auth.Hook.SendSMS.Enabled {
		p.Add("auth.sms.twilio.enabled", "production needs a real sender: set it, that of another provider, or auth.hook.send_sms.enabled, to true")
	}
}

func (c *Config) checkServer(p *Problems) {
	host, port, err := net.SplitHostPort(c.Server.Listen)
	if err != nil || strings.ContainsAny(host, " /") {
		p.Add("server.listen", "%q is not host:port", c.Server.Listen)
	} else if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		p.Add("server.listen", "%q is not a port from 0 to 65535", port)
	}
	mustBeSet(p, "server.data_dir", c.Server.DataDir)
	for _, network := range c.Server.TrustedProxies {
		if _, err := netip.ParsePrefix(network); err != nil {
			p.Add("server.trusted_proxies", "%q is not a network such as 10.0.0.0/8", network)
		}
	}
	mustBePositive(p, "server.request_timeout", c.Server.RequestTimeout)
	mustBePositive(p, "server.stop_timeout", c.Server.StopTimeout)
	mustNotBeNegative(p, "server.drain_time", c.Server.DrainTime)
	c.checkHeaders(p)
	c.checkPublicURL(p)
}

func mustNotBeNegative(p *Problems, key string, d time.Duration) {
	if d < 0 {
		p.Add(key, "%v is shorter than zero", d)
	}
}

func mustBePositive(p *Problems, key string, d time.Duration) {
	if d <= 0 {
		p.Add(key, "%v is not longer than zero", d)
	}
}

// checkPublicURL requires a loopback host in development, whose inbox shows every
// code to its visitors.
func (c *Config) checkPublicURL(p *Problems) {
	const key = "server.public_url"
	if c.Server.PublicURL == "" {
		p.Add(key, "must be set, to the https origin under which browsers reach the pages")
		return
	}
	u, wrong := parseURL(c.Server.PublicURL)
	switch {
	case wrong != "":
		p.Add(key, "%s", wrong)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		p.Add(key, "%q is not an https URL", c.Server.PublicURL)
	case u.Path != "" || strings.ContainsAny(c.Server.PublicURL, "?#"):
		p.Add(key, "%q is more than an origin: leave out path, query and fragment", c.Server.PublicURL)
	case c.Mode == Development && !loopback.Is(u.Hostname()):
		p.Add(key, `development mode is only for localhost, not for %q: set mode = "production"`, u.Host)
	case c.Mode == Production && u.Scheme != "https":
		p.Add(key, "%q is not https, which production needs", c.Server.PublicURL)
	}
}

// parseURL parses an absolute URL. Its complaint does not quote a URL that may hold
// a password.
func parseURL(s string) (u *url.URL, wrong string) {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \\"):
		return nil, "is not a URL"
	case u.User != nil || u.Scheme != "mailto" && strings.Contains(u.Opaque, "@"):
		return nil, "must not hold a user name or password"
	case !u.IsAbs():
		return nil, strconv.Quote(s) + " is not an absolute URL"
	}
	return u, ""
}

func (c *Config) checkLog(p *Problems) {
	mustBeOneOf(p, "log.format", c.Log.Format, "text", "json")
	mustBeOneOf(p, "log.level", c.Log.Level, "debug", "info", "warn", "error")
}

func mustBeOneOf(p *Problems, key, value string, known ...string) {
	for _, k := range known {
		if value == k {
			return
		}
	}
	p.Add(key, "%q is none of %s", value, strings.Join(known, ", "))
}
