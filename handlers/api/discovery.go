package api

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/tokens"
	"phonelogin/handlers/reply"
)

// tokenClaims are what access tokens say (wire contract, section 8.1).
var tokenClaims = []string{
	"iss", "sub", "aud", "exp", "iat", "jti", "email", "phone", "app_metadata", "user_metadata", "role", "aal", "amr",
	"session_id", "is_anonymous",
}

// ShowKeys is the key set that others check access tokens with.
func (h *Handlers) ShowKeys(c echo.Context) error {
	allowCaching(c)
	return reply.JSON(c, http.StatusOK, struct {
		Keys []tokens.JWK `json:"keys"`
	}{h.keys.Public()})
}

// ShowDiscovery is the document by which others find the key set when they know
// the issuer (wire contract, section 6.10; OpenID Connect Discovery 1.0, section
// 3; RFC 8414). Of the members of wire transcript E51 it has those that are true
// here. There is no OAuth server, so that nothing is said of its endpoints, scopes
// and grants.
func (h *Handlers) ShowDiscovery(c echo.Context) error {
	allowCaching(c)
	return reply.JSON(c, http.StatusOK, struct {
		Issuer        string   `json:"issuer"`
		KeySet        string   `json:"jwks_uri"`
		ResponseTypes []string `json:"response_types_supported"` // must be there; the pages answer with a code
		SubjectTypes  []string `json:"subject_types_supported"`
		Algorithms    []string `json:"id_token_signing_alg_values_supported"`
		Claims        []string `json:"claims_supported"`
	}{
		h.sessions.Issuer(), h.settings.KeySet, []string{"code"}, []string{"public"},
		h.algorithms(), tokenClaims,
	})
}

// algorithms are those that tokens may be signed with, the one in use first:
// libraries accept no others. Those of keys on standby are among them, as the
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

// allowCaching lets everybody keep what is the same for all for ten minutes, as
// the wire has it (transcripts A3, E49 and E51).
func allowCaching(c echo.Context) {
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=600")
}
