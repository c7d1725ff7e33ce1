package handlers

import "phonelogin/config"

// Settings are what handlers need of the settings. They hold no secret.
type Settings struct {
	Server  config.Server
	SignUps config.SignUps
	Captcha CaptchaSettings
	Phone   PhoneSettings

	Audience        string // of new users
	SiteURL         string
	DefaultLanguage string
	AccountDeletion bool // people may delete their account

	// Themes are the looks of the pages by client_id; "" is the default app.
	Themes map[string]config.Theme
}

// PhoneSettings are about numbers and codes.
type PhoneSettings struct {
	SignIns         bool // people may sign in with a phone
	Confirmations   bool // a number counts once a code to it was entered
	DiscloseUnknown bool // the API tells known numbers from others
	OTPLength       int

	Countries       []string // to which messages are sent; empty for all
	PinnedCountries []string
	DefaultCountry  string
}

// CaptchaSettings are about the widget on our pages.
type CaptchaSettings struct {
	Provider string
	SiteKey  string
}

// SettingsOf picks the settings of handlers.
func SettingsOf(c *config.Config) Settings {
	themes := map[string]config.Theme{"": c.Auth.Theme}
	for _, app := range c.Apps {
		themes[app.ID] = app.Theme.WithDefaults(c.Auth.Theme)
	}
	sms, captcha := c.Auth.SMS, c.Auth.Captcha
	return Settings{
		Server: c.Server, SignUps: c.Auth.SignUps, Themes: themes,
		Captcha: CaptchaSettings{Provider: captcha.Provider, SiteKey: captcha.SiteKey},
		Phone: PhoneSettings{
			SignIns: sms.EnableSignup, Confirmations: sms.EnableConfirmations, DiscloseUnknown: sms.DiscloseUnknown, OTPLength: sms.OTPLength,
			Countries: sms.Countries, PinnedCountries: sms.PinnedCountries, DefaultCountry: sms.DefaultCountry,
		},
		Audience: c.Auth.JWTAud, SiteURL: c.Auth.SiteURL, DefaultLanguage: c.Auth.DefaultLanguage,
		AccountDeletion: c.Auth.EnableAccountDeletion,
	}
}
