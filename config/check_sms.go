package config

import (
	"net/url"
	"regexp"
	"slices"
	"text/template"
	"text/template/parse"
)

// The values of auth.sms.next_channel.
const (
	OfferNext = "offer"
	TryNext   = "try"
)

func (c *Config) checkSMS(p *Problems) {
	if n := c.Auth.SMS.OTPLength; n < minOTPLength || n > maxOTPLength {
		p.add("auth.sms.otp_length", "%d is not between %d and %d", n, minOTPLength, maxOTPLength)
	}
	if next := c.Auth.SMS.NextChannel; next != OfferNext && next != TryNext {
		p.add("auth.sms.next_channel", `%q is neither "offer" nor "try"`, next)
	}
	if c.Auth.SMS.NextChannelAfter < 0 {
		p.add("auth.sms.next_channel_after", "is negative")
	}
	mustBePositive(p, "auth.sms.keep_messages", c.Auth.SMS.KeepMessages)
	c.checkCountries(p)
	checkTemplate(p, "auth.sms.template", c.Auth.SMS.Template)
}

// checkCountries knows the form of a country's code, not which countries there
// are.
func (c *Config) checkCountries(p *Problems) {
	sms := c.Auth.SMS
	for i, country := range sms.Countries {
		if !countryCode.MatchString(country) {
			p.add(element("auth.sms.countries", i), `%q is not an ISO code such as "DE"`, country)
		}
	}
	const key = "auth.sms.default_country"
	switch {
	case sms.DefaultCountry == "":
	case !countryCode.MatchString(sms.DefaultCountry):
		p.add(key, `%q is not an ISO code such as "DE"`, sms.DefaultCountry)
	case len(sms.Countries) > 0 && !slices.Contains(sms.Countries, sms.DefaultCountry):
		p.add(key, "%q is not among auth.sms.countries", sms.DefaultCountry)
	}
}

// checkTemplate judges the text of messages that carry a code.
func checkTemplate(p *Problems, key, text string) {
	t, err := template.New(key).Parse(text)
	if err != nil {
		p.add(key, "%v", err)
		return
	}
	hasCode := false
	for _, node := range t.Root.Nodes {
		field, ok := fieldOf(node)
		if !ok {
			p.add(key, "%s is none of {{ .Code }}, {{ .AppName }}, {{ .SiteHost }}", node)
		}
		hasCode = hasCode || field == "Code"
	}
	if !hasCode {
		p.add(key, "has no {{ .Code }}")
	}
}

// fieldOf names the field that a part of the template stands for, "" for plain
// text. Nothing but plain fields is let through: a template with conditions or
// functions could leave the code out of some messages.
func fieldOf(node parse.Node) (name string, ok bool) {
	switch n := node.(type) {
	case *parse.TextNode:
		return "", true
	case *parse.ActionNode:
		switch name := n.String(); name {
		case "{{.Code}}", "{{.AppName}}", "{{.SiteHost}}":
			return name[len("{{.") : len(name)-len("}}")], true
		}
	}
	return "", false
}

// countryCode is the form of ISO 3166-1 alpha-2.
var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-f]{32}$`)
	serviceSID = regexp.MustCompile(`^(MG[0-9a-f]{32}|\+[1-9][0-9]{1,14})$`)
	contentSID = regexp.MustCompile(`^HX[0-9a-f]{32}$`)
)

func (c *Config) checkTwilio(p *Problems) {
	const key = "auth.sms.twilio"
	t := c.Auth.SMS.Twilio
	mustBePositive(p, key+".timeout", t.Timeout)
	if !t.Enabled {
		return
	}
	if !accountSID.MatchString(t.AccountSID) {
		p.add(key+".account_sid", `must be "AC" and 32 hexadecimal digits`)
	}
	if t.AuthToken == "" {
		p.add(key+".auth_token", "must be set")
	}
	if !serviceSID.MatchString(t.MessageServiceSID) {
		p.add(key+".message_service_sid", `must be "MG" and 32 hexadecimal digits, or a number such as +15005550006`)
	}
	if t.ContentSID != "" && !contentSID.MatchString(t.ContentSID) {
		p.add(key+".content_sid", `must be "HX" and 32 hexadecimal digits`)
	}
	u, wrong := parseURL(t.BaseURL)
	if wrong != "" {
		p.add(key+".base_url", "%s", wrong)
	} else if !isWeb(u) {
		p.add(key+".base_url", "%q is not an http or https URL", t.BaseURL)
	}
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}
