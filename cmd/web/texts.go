package main

import (
	"fmt"
	"net/url"

	"phonelogin/auth/texts"
	"phonelogin/config"
)

// textRemarks returns a sentence for the languages in which a message with a code
// costs more than one SMS or has its code late. The error is an unusable setting.
func textRemarks(c *config.Config) ([]string, error) {
	t, err := texts.New(texts.Settings{Language: c.Auth.DefaultLanguage, SMS: c.Auth.SMS, Factors: c.Auth.MFA.Phone})
	if err != nil {
		return nil, unusable{err}
	}
	site, err := url.Parse(c.Server.PublicURL)
	if err != nil {
		return nil, unusable{fmt.Errorf("server.public_url: %w", err)}
	}
	apps := []string{c.Auth.AppName}
	for _, app := range c.Apps {
		apps = append(apps, app.Name)
	}
	remarks, err := t.Check(c.Auth.SMS.OTPLength, apps, site.Hostname())
	if err != nil {
		return nil, unusable{err}
	}
	return remarks, nil
}
