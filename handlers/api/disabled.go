package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/handlers/reply"
)

// disabledRoutes are paths of the wire that a phone server does not serve. They
// answer as a server does on which they are switched off (wire contract, section
// 6.14).
type disabledRoutes struct {
	routes string // separated by blanks
	answer *reply.Error
}

var disabled = []disabledRoutes{
	{"POST /magiclink POST /recover",
		reply.New(http.StatusBadRequest, "email_provider_disabled", "Email logins are disabled")},
	{"GET /callback POST /callback", reply.New(http.StatusBadRequest, "bad_oauth_callback", "OAuth state parameter missing")},
	{"POST /sso GET /sso/saml/metadata POST /sso/saml/acs GET /admin/sso/providers POST /admin/sso/providers",
		reply.New(http.StatusNotFound, "saml_provider_disabled", "SAML 2.0 is disabled")},
	{"POST /passkeys/registration/options POST /passkeys/registration/verify POST /passkeys/authentication/options " +
		"POST /passkeys/authentication/verify GET /passkeys",
		reply.New(http.StatusNotFound, "passkey_disabled", "Passkeys are disabled")},
	{"GET /user/identities/authorize", reply.New(http.StatusNotFound, "manual_linking_disabled", "Manual linking is disabled")},
	{"GET /oauth/authorize POST /oauth/token POST /oauth/clients/register GET /oauth/userinfo GET /user/oauth/grants " +
		"DELETE /user/oauth/grants GET /oauth/authorizations/:id POST /oauth/authorizations/:id/consent " +
		"GET /admin/oauth/clients POST /admin/oauth/clients",
		reply.New(http.StatusNotFound, "feature_disabled", "OAuth server is disabled")},
}

// EachDisabled calls add with each of these routes.
func EachDisabled(add func(method, path string, handle echo.HandlerFunc)) {
	for _, o := range disabled {
		words := strings.Fields(o.routes)
		for i := 0; i < len(words); i += 2 {
			add(words[i], words[i+1], func(echo.Context) error { return o.answer })
		}
	}
}

// VerifyLink is GET /verify, where links in e-mails lead. There are no such e-mails,
// so the site is told of an error.
func (h *Handlers) VerifyLink(c echo.Context) error {
	q := url.Values{
		"error": {"invalid_request"}, "error_code": {"validation_failed"},
		"error_description": {"Invalid email verification type"}, "sb": {""},
	}
	return c.Redirect(http.StatusSeeOther, h.settings.SiteURL+"#"+q.Encode())
}

// RefuseEmail refuses admins who want a message sent to an e-mail address.
func RefuseEmail(echo.Context, admin.Admin) error {
	return errEmailDisabled
}

// errEmailDisabled is the answer of a server without e-mail.
var errEmailDisabled = reply.New(http.StatusBadRequest, "email_provider_disabled", "Email logins are disabled")
