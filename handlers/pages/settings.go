package pages

import (
	"strings"

	"phonelogin/config"
)

// Settings are those of the pages.
type Settings struct {
	PublicURL       string
	Language        string // where nothing says which a person reads
	OTPLength       int
	AccountDeletion bool
	Development     bool // the pages of development exist

	Countries, PinnedCountries []string // ISO codes; no Countries are all
	DefaultCountry             string

	Captcha         bool
	CaptchaProvider string
	CaptchaSiteKey  string

	Themes map[string]config.Theme // how the pages of each app look, by client_id; "" is the default app
}

// secure reports whether browsers come by https.
func (s Settings) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }
