package api

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/tokens"
	"phonelogin/handlers/reply"
)

// tokenClaims are the claims of access tokens (wire contract, section 8.1).
var tokenClaims = []string{
	"iss", "sub", "aud", "exp", "iat", "jti", "email", "phone", "app_metadata", "user_metadata", "role", "aal", "amr",
	"session_id", "is_anonymous",
}

// ShowKeys is the key set with which others verify access tokens.
func (h *Handlers) ShowKeys(c echo.Context) error {
	allowCaching(c)
	return reply.JSON(c, http.StatusOK, struct {
		Keys []tokens.JWK `json:"keys"`
	}{h.keys.Public()})
}

// ShowDiscovery leads from the issuer to the key set (wire contract, section 6.10;
// OpenID Connect Discovery 1.0, section 3; RFC 8414). It has the members of wire
// transcript E51 that are true here. There is no OAuth server, so it names no
// endpoints, scopes or grants of one.
func (h *Handlers) ShowDiscovery(c echo.Context) error {
	allowCaching(c)
	return reply.JSON(c, http.StatusOK, struct {
		Issuer        string   `json:"issuer"`
		KeySet        string   `json:"jwks_uri"`
		ResponseTypes []string `json:"response_types_supported"` // required; our pages answer with a code
		SubjectTypes  []string `json:"subject_types_supported"`
		Algorithms    []string `json:"id_token_signing_alg_values_supported"`
		Claims        []string `json:"claims_supported"`
	}{
		h.sessions.Issuer(), h.settings.KeySet, []string{"code"}, []string{"public"},
		h.algorithms(), tokenClaims,
	})
}

// algorithms are those with which tokens may be signed. The one in use comes first,
// and libraries accept no others. Those of standby keys are among them, because the
// document is cached.
func (h *Handlers) algorithms() []string {
	all := []string{h.keys.Algorithm()}
	for _, k := range h.keys.Public() {
		if !slices.Contains(all, k.Alg) {
			all = append(all, k.Alg)
		}
	}
	return all
}

// allowCaching lets caches keep an answer for ten minutes that is the same for all
// (wire transcripts A3, E49 and E51).
func allowCaching(c echo.Context) {
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=600")
}
