package config

import (
	"maps"
	"regexp"
	"slices"
	"text/template"
	"text/template/parse"
	"time"
)

// minHistory is the minimum time for which messages keep the hash of their number:
// reports of STOP come within a day.
const minHistory = 24 * time.Hour

// The values of auth.sms.next_channel.
const (
	OfferNext = "offer"
	TryNext   = "try"
)

func (c *Config) checkSMS(p *Problems) {
	if n := c.Auth.SMS.OTPLength; n < minOTPLength || n > maxOTPLength {
		p.Add("auth.sms.otp_length", "%d is not between %d and %d", n, minOTPLength, maxOTPLength)
	}
	if next := c.Auth.SMS.NextChannel; next != OfferNext && next != TryNext {
		p.Add("auth.sms.next_channel", `%q is neither "offer" nor "try"`, next)
	}
	if c.Auth.SMS.NextChannelAfter < 0 {
		p.Add("auth.sms.next_channel_after", "is negative")
	}
	mustBePositive(p, "auth.sms.keep_messages", c.Auth.SMS.KeepMessages)
	if d := c.Auth.SMS.KeepHistory; d < minHistory {
		p.Add("auth.sms.keep_history", "%v is less than %v, for which reports of STOP need it", d, minHistory)
	}
	c.checkCountries(p)
	c.checkMessages(p)
}

// checkCountries checks the form of country codes, not whether they exist.
func (c *Config) checkCountries(p *Problems) {
	sms := c.Auth.SMS
	for i, country := range sms.Countries {
		if !countryCode.MatchString(country) {
			p.Add(element("auth.sms.countries", i), `%q is not an ISO code such as "DE"`, country)
		}
	}
	for i, country := range sms.PinnedCountries {
		switch key := element("auth.sms.pinned_countries", i); {
		case !countryCode.MatchString(country):
			p.Add(key, `%q is not an ISO code such as "DE"`, country)
		case len(sms.Countries) > 0 && !slices.Contains(sms.Countries, country):
			p.Add(key, "%q is not among auth.sms.countries", country)
		}
	}
	const key = "auth.sms.default_country"
	switch {
	case sms.DefaultCountry == "":
	case !countryCode.MatchString(sms.DefaultCountry):
		p.Add(key, `%q is not an ISO code such as "DE"`, sms.DefaultCountry)
	case len(sms.Countries) > 0 && !slices.Contains(sms.Countries, sms.DefaultCountry):
		p.Add(key, "%q is not among auth.sms.countries", sms.DefaultCountry)
	}
}

// checkMessages checks the texts of messages. It does not know which languages
// exist.
func (c *Config) checkMessages(p *Problems) {
	const key = "auth.sms"
	sms := c.Auth.SMS
	if sms.Template != "" {
		checkTemplate(p, key+".template", sms.Template)
	}
	checkTemplates(p, key+".templates", sms.Templates)
	checkTemplates(p, key+".whatsapp_templates", sms.WhatsAppTemplates)
	if sms.SiteHost != "" && !hostName.MatchString(sms.SiteHost) {
		p.Add(key+".site_host", `%q is not a host such as "www.example.com"`, sms.SiteHost)
	}
	if sms.AndroidHash != "" && !androidHash.MatchString(sms.AndroidHash) {
		p.Add(key+".android_hash", "%q is not 11 characters of base64", sms.AndroidHash)
	}
}

func checkTemplates(p *Problems, key string, texts map[string]string) {
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		checkTemplate(p, join(key, lang), texts[lang])
	}
}

// checkTemplate checks the text of messages with a code.
func checkTemplate(p *Problems, key, text string) {
	t, err := template.New(key).Parse(text)
	if err != nil {
		p.Add(key, "%v", err)
		return
	}
	hasCode := false
	for _, node := range t.Root.Nodes {
		field, ok := fieldOf(node)
		if !ok {
			p.Add(key, "%s is none of {{ .Code }}, {{ .AppName }}, {{ .SiteHost }}", node)
		}
		hasCode = hasCode || field == "Code"
	}
	if !hasCode {
		p.Add(key, "has no {{ .Code }}")
	}
}

// fieldOf is the field that a part of the template inserts, "" for plain text. Only
// plain fields are allowed: conditions or functions could leave the code out of
// some messages.
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

var (
	// hostName is a host without a port, as the last line of a message names it.
	hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)

	// androidHash is the form of the hash that Google's tools make of an app's name
	// and certificate.
	androidHash = regexp.MustCompile(`^[A-Za-z0-9+/]{11}$`)
)

// countryCode is the form of ISO 3166-1 alpha-2.
var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)
