package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// weakPassword is why a password is weak (wire contract, sections 2 and 3.3).
type weakPassword struct {
	Message string   `json:"message,omitempty"`
	Reasons []string `json:"reasons"`
}

// signInWithPassword is the password grant (wire contract, section 6.4).
func (h *Handlers) signInWithPassword(c echo.Context) error {
	var body struct {
		Phone    string   `json:"phone"`
		Email    string   `json:"email"`
		Password string   `json:"password"`
		Security security `json:"gotrue_meta_security"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	if err := h.needHuman(c, body.Security); err != nil {
		return err
	}
	switch {
	case body.Phone != "" && body.Email != "":
		return invalid("Only an email address or phone number should be provided on login.")
	case body.Email != "":
		return &apiError{http.StatusUnprocessableEntity, "email_provider_disabled", "Email logins are disabled"}
	case body.Phone == "":
		return invalid("missing email or phone")
	}
	// Not checked further: what is no number is nobody's.
	phone := auth.Phone(strings.ReplaceAll(strings.TrimPrefix(body.Phone, "+"), " ", ""))
	grant, err := h.auth.SignInWithPassword(c.Request().Context(), phone, body.Password)
	if err != nil {
		return err
	}
	answer := grantJSON(grant.Grant)
	var weak *weakPassword
	if grant.Weak != nil {
		weak = &weakPassword{Message: grant.Weak.Detail, Reasons: grant.Weak.Weak}
	}
	sayGrantHeaders(c, grant.Grant)
	return writeJSON(c, http.StatusOK, struct {
		sessionJSON
		WeakPassword *weakPassword `json:"weak_password"`
	}{answer, weak})
}

// reauthenticate is GET /reauthenticate.
func (h *Handlers) reauthenticate(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	asked, err := h.auth.Reauthenticate(c.Request().Context(), b)
	if err != nil {
		return err
	}
	return sayAsked(c, asked)
}

// sayAsked answers that a code is on its way.
func sayAsked(c echo.Context, asked *auth.Asked) error {
	return writeJSON(c, http.StatusOK, struct {
		MessageID string `json:"message_id,omitempty"`
	}{asked.MessageID})
}

// removeIdentity is DELETE /user/identities/{id}.
func (h *Handlers) removeIdentity(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	if err := h.auth.RemoveIdentity(c.Request().Context(), b, c.Param("id")); err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, struct{}{})
}
