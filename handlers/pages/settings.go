package pages

import (
	"strings"

	"phonelogin/config"
)

// Settings are those of the pages.
type Settings struct {
	PublicURL       string
	Language        string // where nothing tells which a person reads
	OTPLength       int
	AccountDeletion bool
	Development     bool // there are pages for developers

	Countries, PinnedCountries []string // ISO codes; all, where Countries is empty
	DefaultCountry             string

	CaptchaProvider string
	CaptchaSiteKey  string

	Themes map[string]config.Theme // by client_id; "" is the default app
}

// secure reports whether browsers come by https.
func (s Settings) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }
