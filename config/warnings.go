package config

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"phonelogin/config/loopback"
)

// Warnings are sentences about allowed settings that may be a mistake. They hold no
// secrets. Call it after Check.
func (c *Config) Warnings() []string {
	w := slices.Clone(c.remarks)
	production := c.Mode == Production
	if production && strings.HasPrefix(c.Database.URL, "sqlite:") {
		w.Add("database.url", "SQLite is for one process only: for more than one, use Postgres")
	}
	if host, _, err := net.SplitHostPort(c.Server.Listen); err == nil && !production && !loopback.Is(host) {
		w.Add("server.listen", "in development everyone who can reach %s can read the codes in /dev/inbox", c.Server.Listen)
	}
	if u, err := url.Parse(c.Auth.SiteURL); err == nil && production && loopback.Is(u.Hostname()) {
		w.Add("auth.site_url", "%s is not where people are in production", c.Auth.SiteURL)
	}
	if production && len(c.Auth.SMS.TestOTP) > 0 {
		w.Add("auth.sms.test_otp", "whoever knows a test code can sign in until %s", c.Auth.SMS.TestOTPValidUntil)
	}
	if captcha := c.Auth.Captcha; captcha.Enabled && captcha.SiteKey == "" {
		w.Add("auth.captcha.site_key", "is not set: the login pages cannot show the captcha, so nobody can sign in there")
	}
	c.warnOfAbuse(&w)
	const fragment = "tokens in the URL fragment can leak through history and scripts: PKCE is safer"
	if c.Auth.AllowFragment {
		w.Add("auth.allow_fragment", fragment)
	}
	for n, app := range c.Apps {
		if app.AllowFragment {
			w.Add(element("apps", n)+".allow_fragment", fragment)
		}
	}
	return w
}

// warnOfAbuse warns of settings that let strangers cost money or make rows.
func (c *Config) warnOfAbuse(w *Problems) {
	production := c.Mode == Production
	if production && len(c.Server.TrustedProxies) == 0 {
		w.Add("server.trusted_proxies", "is not set: behind a proxy all people share its address, and its limits")
	}
	if limit := c.Auth.RateLimit; production && !c.Given("auth.rate_limit.sms_sent") {
		w.Add("auth.rate_limit.sms_sent", "is not set: at most %d messages are sent in %s", limit.SMSSent, limit.SMSSentPeriod)
	}
	if !c.Auth.SMS.EnableConfirmations {
		w.Add("auth.sms.enable_confirmations", "is off: whoever signs up with a number has it, without a code")
	}
	if c.Auth.EnableAnonymousSignIns && !c.Auth.Captcha.Enabled {
		w.Add("auth.enable_anonymous_sign_ins", "is on without a captcha: programs can make users")
	}
}
