package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// signInWithPassword is the grant type password (wire contract, section 6.4).
func (h *Handlers) signInWithPassword(c echo.Context) error {
	var body struct {
		Phone    string   `json:"phone"`
		Email    string   `json:"email"`
		Password string   `json:"password"`
		Security security `json:"gotrue_meta_security"`
	}
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if err := h.checkCaptcha(c, body.Security); err != nil {
		return err
	}
	switch {
	case body.Phone != "" && body.Email != "":
		return reply.Invalid("Only an email address or phone number should be provided on login.")
	case body.Email != "":
		return reply.New(http.StatusUnprocessableEntity, "email_provider_disabled", "Email logins are disabled")
	case body.Phone == "":
		return reply.Invalid("missing email or phone")
	}
	// It is not checked further: nobody has what is no number.
	phone := auth.Phone(strings.ReplaceAll(strings.TrimPrefix(body.Phone, "+"), " ", ""))
	grant, err := h.auth.SignInWithPassword(c.Request().Context(), phone, body.Password)
	if err != nil {
		return reply.At(reply.PasswordGrant, err)
	}
	setGrantHeaders(c, grant.Grant)
	return reply.JSON(c, http.StatusOK, struct {
		sessionJSON
		WeakPassword *reply.WeakPassword `json:"weak_password"`
	}{toSessionJSON(grant.Grant), reply.Weak(grant.Weak)})
}

// Reauthenticate is GET /reauthenticate.
func (h *Handlers) Reauthenticate(c echo.Context, b *sessions.Bearer) error {
	sent, err := h.auth.Reauthenticate(c.Request().Context(), b)
	if err != nil {
		return reply.At(reply.Reauthenticate, err)
	}
	return replySent(c, sent)
}
