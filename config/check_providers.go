package config

import (
	"net/url"
	"regexp"

	"phonelogin/config/loopback"
)

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-f]{32}$`)
	serviceSID = regexp.MustCompile(`^(MG[0-9a-f]{32}|\+[1-9][0-9]{1,14})$`)
	contentSID = regexp.MustCompile(`^HX[0-9a-f]{32}$`)
	verifySID  = regexp.MustCompile(`^VA[0-9a-f]{32}$`)
	// originator is a number, or a name in the form that networks display.
	originator = regexp.MustCompile(`^(\+?[0-9]{3,15}|[A-Za-z0-9 ]{1,11})$`)
)

// checkProviders checks all senders.
func (c *Config) checkProviders(p *Problems) {
	c.checkTwilio(p)
	c.checkTwilioVerify(p)
	c.checkMessageBird(p)
	c.checkVonage(p)
	c.checkTextlocal(p)
	c.checkHTTPSender(p)
}

func (c *Config) checkTwilio(p *Problems) {
	const key = "auth.sms.twilio"
	t := c.Auth.SMS.Twilio
	mustBePositive(p, key+".timeout", t.Timeout)
	if !t.Enabled {
		return
	}
	if !accountSID.MatchString(t.AccountSID) {
		p.Add(key+".account_sid", `must be "AC" and 32 hexadecimal digits`)
	}
	mustBeSet(p, key+".auth_token", t.AuthToken)
	if !serviceSID.MatchString(t.MessageServiceSID) {
		p.Add(key+".message_service_sid", `must be "MG" and 32 hexadecimal digits, or a number such as +15005550006`)
	}
	if t.ContentSID != "" && !contentSID.MatchString(t.ContentSID) {
		p.Add(key+".content_sid", `must be "HX" and 32 hexadecimal digits`)
	}
	checkBaseURL(p, key, t.BaseURL)
}

func (c *Config) checkTwilioVerify(p *Problems) {
	const key = "auth.sms.twilio_verify"
	t := c.Auth.SMS.TwilioVerify
	mustBePositive(p, key+".timeout", t.Timeout)
	if !t.Enabled {
		return
	}
	if !accountSID.MatchString(t.AccountSID) {
		p.Add(key+".account_sid", `must be "AC" and 32 hexadecimal digits`)
	}
	mustBeSet(p, key+".auth_token", t.AuthToken)
	if !verifySID.MatchString(t.MessageServiceSID) {
		p.Add(key+".message_service_sid", `must be "VA" and 32 hexadecimal digits: the Verify Service`)
	}
	checkBaseURL(p, key, t.BaseURL)
}

func (c *Config) checkMessageBird(p *Problems) {
	const key = "auth.sms.messagebird"
	m := c.Auth.SMS.MessageBird
	mustBePositive(p, key+".timeout", m.Timeout)
	if !m.Enabled {
		return
	}
	mustBeSet(p, key+".access_key", m.AccessKey)
	checkOriginator(p, key+".originator", m.Originator)
	checkBaseURL(p, key, m.BaseURL)
}

func (c *Config) checkVonage(p *Problems) {
	const key = "auth.sms.vonage"
	v := c.Auth.SMS.Vonage
	mustBePositive(p, key+".timeout", v.Timeout)
	mustBeOneOf(p, key+".signature_method", v.SignatureMethod, "md5hash", "md5", "sha1", "sha256", "sha512")
	if !v.Enabled {
		return
	}
	mustBeSet(p, key+".api_key", v.APIKey)
	mustBeSet(p, key+".api_secret", v.APISecret)
	checkOriginator(p, key+".from", v.From)
	checkBaseURL(p, key, v.BaseURL)
}

func (c *Config) checkTextlocal(p *Problems) {
	const key = "auth.sms.textlocal"
	t := c.Auth.SMS.Textlocal
	mustBePositive(p, key+".timeout", t.Timeout)
	if !t.Enabled {
		return
	}
	mustBeSet(p, key+".api_key", t.APIKey)
	checkOriginator(p, key+".sender", t.Sender)
	checkBaseURL(p, key, t.BaseURL)
}

func (c *Config) checkHTTPSender(p *Problems) {
	const key = "auth.sms.http"
	h := c.Auth.SMS.HTTP
	mustBePositive(p, key+".timeout", h.Timeout)
	if !h.Enabled {
		return
	}
	u, wrong := parseURL(h.URL)
	switch {
	case wrong != "":
		p.Add(key+".url", "%s", wrong)
	case !isWeb(u):
		p.Add(key+".url", "must be an https URL with a host")
	case u.Scheme != "https" && !loopback.Is(u.Hostname()):
		p.Add(key+".url", "must be https: codes travel to it")
	}
	mustBeSet(p, key+".secrets", h.Secrets)
}

func mustBeSet(p *Problems, key, value string) {
	if value == "" {
		p.Add(key, "must be set")
	}
}

func checkOriginator(p *Problems, key, value string) {
	if !originator.MatchString(value) {
		p.Add(key, "must be a number, or at most 11 letters and digits")
	}
}

func checkBaseURL(p *Problems, key, value string) {
	u, wrong := parseURL(value)
	if wrong != "" {
		p.Add(key+".base_url", "%s", wrong)
	} else if !isWeb(u) {
		p.Add(key+".base_url", "%q is not an http or https URL", value)
	}
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}
