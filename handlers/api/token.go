package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/tokens"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// IssueToken is POST /token. Each grant type has a body of its own.
func (h *Handlers) IssueToken(c echo.Context) error {
	switch c.QueryParam("grant_type") {
	case "refresh_token":
		return h.refresh(c)
	case "pkce":
		return h.exchangeCode(c)
	case "password":
		return h.signInWithPassword(c)
	case "id_token", "web3":
		return reply.Invalid("Unsupported provider: provider is not enabled")
	}
	return reply.New(http.StatusBadRequest, "invalid_credentials", "unsupported_grant_type")
}

func (h *Handlers) refresh(c echo.Context) error {
	var body struct {
		RefreshToken string `json:"refresh_token"`
	}
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	grant, err := h.sessions.Refresh(c.Request().Context(), body.RefreshToken)
	if err != nil {
		return reply.At(reply.RefreshGrant, err)
	}
	switch header := c.Response().Header(); {
	case grant.Reused == "":
		header.Set("Sb-Auth-Refresh-Token-Reuse", "false")
	case !tokens.IsShortRefresh(grant.RefreshToken):
		header.Set("Sb-Auth-Refresh-Token-Reuse-Cause", grant.Reused)
	}
	return replyGrant(c, grant)
}

func (h *Handlers) exchangeCode(c echo.Context) error {
	var body struct {
		AuthCode     string `json:"auth_code"`
		CodeVerifier string `json:"code_verifier"`
	}
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if body.AuthCode == "" || body.CodeVerifier == "" {
		return reply.Invalid("invalid request: both auth code and code verifier should be non-empty")
	}
	grant, err := h.sessions.ExchangeCode(c.Request().Context(), body.AuthCode, body.CodeVerifier)
	if err != nil {
		return err
	}
	return replyGrant(c, grant)
}
