package api

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/reply"
)

// externalProviders are the names in GET /settings, in the order of the wire
// contract, section 6.10. Clients read each, so all must be there. A phone server
// offers one.
var externalProviders = []string{
	"anonymous_users", "apple", "azure", "bitbucket", "discord", "facebook", "snapchat", "figma", "fly", "github",
	"gitlab", "google", "keycloak", "kakao", "linkedin", "linkedin_oidc", "notion", "spotify", "slack", "slack_oidc",
	"workos", "twitch", "twitter", "email", "phone", "zoom",
}

// externalSwitches is written as a JSON object in the order of externalProviders.
type externalSwitches map[string]bool

func (e externalSwitches) MarshalJSON() ([]byte, error) {
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

// ShowSettings is GET /settings.
func (h *Handlers) ShowSettings(c echo.Context) error {
	return reply.JSON(c, http.StatusOK, struct {
		External                     externalSwitches `json:"external"`
		DisableSignup                bool             `json:"disable_signup"`
		MailerAutoconfirm            bool             `json:"mailer_autoconfirm"`
		PhoneAutoconfirm             bool             `json:"phone_autoconfirm"`
		SMSProvider                  string           `json:"sms_provider"`
		SAMLEnabled                  bool             `json:"saml_enabled"`
		SAMLPrivateKeyNextConfigured bool             `json:"saml_private_key_next_configured"`
		PasskeysEnabled              bool             `json:"passkeys_enabled"`
	}{
		External: externalSwitches{
			"phone":           h.settings.PhoneSignIns,
			"anonymous_users": h.settings.AnonymousSignIns,
		},
		DisableSignup:    !h.settings.SignUps,
		PhoneAutoconfirm: !h.settings.Confirmations,
		SMSProvider:      h.messenger.Provider(),
	})
}

// ShowHealth is GET /auth/v1/health. Probes of existing deployments look for the
// name and the description of the wire contract, section 6.10.
func (h *Handlers) ShowHealth(c echo.Context) error {
	return reply.JSON(c, http.StatusOK, struct {
		Version     string `json:"version"`
		Name        string `json:"name"`
		Description string `json:"description"`
	}{h.settings.Version, "GoTrue", "GoTrue is a user registration and authentication API"})
}
