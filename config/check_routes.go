package config

import (
	"regexp"
	"slices"
	"strings"
)

// providerNames are the senders in the order in which enabled ones are tried
// without routes.
var providerNames = []string{"twilio", "twilio_verify", "messagebird", "vonage", "textlocal", "http"}

// EnabledProviders are the names of the enabled senders, in the order in which they
// are tried without routes.
func (s SMS) EnabledProviders() []string {
	enabled := map[string]bool{
		"twilio": s.Twilio.Enabled, "twilio_verify": s.TwilioVerify.Enabled, "messagebird": s.MessageBird.Enabled,
		"vonage": s.Vonage.Enabled, "textlocal": s.Textlocal.Enabled, "http": s.HTTP.Enabled,
	}
	return slices.DeleteFunc(slices.Clone(providerNames), func(name string) bool { return !enabled[name] })
}

// digitsPrefix is the beginning of a number in E.164.
var digitsPrefix = regexp.MustCompile(`^\+[1-9][0-9]{0,14}$`)

func (c *Config) checkRoutes(p *Problems) {
	sms := c.Auth.SMS
	mustBePositive(p, "auth.sms.send_budget", sms.SendBudget)
	mustBePositive(p, "auth.sms.breaker_pause", sms.BreakerPause)
	if sms.SendBudget >= c.Server.RequestTimeout && c.Server.RequestTimeout > 0 {
		p.Add("auth.sms.send_budget", "%v is not shorter than server.request_timeout, which is %v", sms.SendBudget, c.Server.RequestTimeout)
	}
	if sms.MaxInFlight < 1 {
		p.Add("auth.sms.max_in_flight", "%d is less than 1", sms.MaxInFlight)
	}
	if sms.BreakerFailures < 1 {
		p.Add("auth.sms.breaker_failures", "%d is less than 1", sms.BreakerFailures)
	}
	if sms.SendInDevelopment && len(sms.EnabledProviders()) == 0 && !c.Auth.Hook.SendSMS.Enabled {
		p.Add("auth.sms.send_in_development", "no provider is enabled, and no send_sms hook")
	}
	isDefault := func(r Route) bool {
		return len(r.Countries) == 0 && len(r.Prefixes) == 0 && r.Channel != "whatsapp"
	}
	for n, r := range sms.Routes {
		r.check(p, element(routesPath, n), sms.EnabledProviders())
	}
	if len(sms.Routes) > 0 && !slices.ContainsFunc(sms.Routes, isDefault) {
		p.Add(routesPath, "one route must be without countries and prefixes, for all other numbers")
	}
}

func (r Route) check(p *Problems, key string, enabled []string) {
	for i, country := range r.Countries {
		if !countryCode.MatchString(country) {
			p.Add(element(key+".countries", i), `%q is not an ISO code such as "DE"`, country)
		}
	}
	for i, prefix := range r.Prefixes {
		if !digitsPrefix.MatchString(prefix) {
			p.Add(element(key+".prefixes", i), `%q is not the beginning of a number such as "+1242"`, prefix)
		}
	}
	if r.Channel != "" {
		mustBeOneOf(p, key+".channel", r.Channel, "sms", "whatsapp")
	}
	if len(r.Providers) == 0 {
		p.Add(key+".providers", "needs at least one provider")
	}
	for i, name := range r.Providers {
		at := element(key+".providers", i)
		switch {
		case !slices.Contains(providerNames, name):
			p.Add(at, "%q is none of %s", name, strings.Join(providerNames, ", "))
		case !slices.Contains(enabled, name):
			p.Add(at, "%s is not enabled", name)
		case slices.Index(r.Providers, name) < i:
			p.Add(at, "%s is named twice", name)
		}
	}
}
