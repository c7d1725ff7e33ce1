package handlers

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"
)

// externalProviders are the names in GET /settings, in the contract's order
// (wire contract, section 6.10). Clients read them one by one, so that all must
// be there; a phone server offers one.
var externalProviders = []string{
	"anonymous_users", "apple", "azure", "bitbucket", "discord", "facebook", "snapchat", "figma", "fly", "github",
	"gitlab", "google", "keycloak", "kakao", "linkedin", "linkedin_oidc", "notion", "spotify", "slack", "slack_oidc",
	"workos", "twitch", "twitter", "email", "phone", "zoom",
}

// external is a JSON object that keeps the order of externalProviders.
type external map[string]bool

func (e external) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, name := range externalProviders {
		if i > 0 {
			out = append(out, ',')
		}
		value, err := json.Marshal(e[name])
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, '"'), name+`":`...), value...)
	}
	return append(out, '}'), nil
}

// showSettings is GET /settings.
func (h *Handlers) showSettings(c echo.Context) error {
	return writeJSON(c, http.StatusOK, struct {
		External                     external `json:"external"`
		DisableSignup                bool     `json:"disable_signup"`
		MailerAutoconfirm            bool     `json:"mailer_autoconfirm"`
		PhoneAutoconfirm             bool     `json:"phone_autoconfirm"`
		SMSProvider                  string   `json:"sms_provider"`
		SAMLEnabled                  bool     `json:"saml_enabled"`
		SAMLPrivateKeyNextConfigured bool     `json:"saml_private_key_next_configured"`
		PasskeysEnabled              bool     `json:"passkeys_enabled"`
	}{
		External: external{
			"phone":           h.settings.Phone.SignIns,
			"anonymous_users": h.settings.SignUps.EnableAnonymousSignIns,
		},
		DisableSignup:    !h.settings.SignUps.EnableSignup,
		PhoneAutoconfirm: !h.settings.Phone.Confirmations,
		SMSProvider:      h.auth.Messenger().Provider(),
	})
}

// authorize is where supabase-js sends the browser for a sign-in at our pages.
func (h *Handlers) authorize(c echo.Context) error {
	q := c.QueryParams()
	if q.Get("provider") != "phone" {
		return invalid("Unsupported provider: provider is not enabled")
	}
	params, err := readReturn(q)
	if err != nil {
		return h.sayPage(c, err)
	}
	if _, err := h.planReturn(params); err != nil {
		return h.sayPage(c, err)
	}
	asked := params.query()
	for _, hint := range []string{"country", "login_hint"} {
		if value := q.Get(hint); value != "" && len(value) <= maxReturn {
			asked.Set(hint, value)
		}
	}
	return c.Redirect(http.StatusFound, "/login?"+asked.Encode())
}

// showAPIHealth is GET /auth/v1/health. Name and description are the contract's
// (section 6.10): probes of existing deployments look for them.
func (h *Handlers) showAPIHealth(c echo.Context) error {
	return writeJSON(c, http.StatusOK, struct {
		Version     string `json:"version"`
		Name        string `json:"name"`
		Description string `json:"description"`
	}{h.version, "GoTrue", "GoTrue is a user registration and authentication API"})
}
