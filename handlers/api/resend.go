package api

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// resendRequest is the body of POST /resend (wire contract, section 6.7).
type resendRequest struct {
	Type     string   `json:"type"`
	Phone    string   `json:"phone"`
	Email    string   `json:"email"`
	Security security `json:"gotrue_meta_security"`
}

// Resend sends again the code of a sign-up or of a change of number.
func (h *Handlers) Resend(c echo.Context) error {
	var body resendRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if err := h.checkCaptcha(c, body.Security); err != nil {
		return err
	}
	if err := body.check(); err != nil {
		return err
	}
	phone, err := auth.ParseWirePhone(body.Phone)
	if err != nil {
		return err
	}
	send := h.auth.Resend
	if body.Type == "phone_change" {
		send = h.auth.ResendPhoneChange
	}
	sent, err := send(c.Request().Context(), phone)
	if err != nil {
		return reply.At(reply.Resend, err)
	}
	return replySent(c, sent)
}

func (r resendRequest) check() error {
	byPhone := r.Type == "sms" || r.Type == "phone_change"
	switch {
	case !byPhone && r.Type != "signup" && r.Type != "email_change":
		return reply.Invalid("Missing one of these types: signup, email_change, sms, phone_change")
	case r.Email == "" && r.Phone == "":
		return reply.Invalid("Missing email address or phone number")
	case r.Email != "" && r.Phone != "":
		return reply.Invalid("Only an email address or phone number should be provided.")
	case byPhone && r.Phone == "":
		return reply.Invalid("Type provided requires a phone number")
	case !byPhone && r.Email == "":
		return reply.Invalid("Type provided requires an email address")
	case !byPhone:
		return errEmailDisabled
	}
	return nil
}
