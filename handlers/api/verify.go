package api

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// verifyRequest is the body of POST /verify (wire contract, section 6.2).
type verifyRequest struct {
	Type       string `json:"type"`
	Phone      string `json:"phone"`
	Email      string `json:"email"`
	Token      string `json:"token"`
	TokenHash  string `json:"token_hash"`
	RedirectTo string `json:"redirect_to"`
}

// purposes are what codes are for, by the types of POST /verify that a phone can
// have.
var purposes = map[string]otp.Purpose{"sms": otp.Login, "phone_change": otp.PhoneChange}

// VerifyOTP signs in with a right code, or changes the number with one.
func (h *Handlers) VerifyOTP(c echo.Context) error {
	var body verifyRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if err := body.check(); err != nil {
		return err
	}
	phone, err := auth.ParseWirePhone(body.Phone)
	if err != nil {
		return err
	}
	purpose, known := purposes[body.Type]
	if !known {
		// Codes of e-mails never match a phone.
		return refusal.New(refusal.WrongCode)
	}
	grant, err := h.auth.Verify(c.Request().Context(), otp.Attempt{
		Phone: phone, Purpose: purpose, Face: otp.APIFace(), Code: body.Token,
	})
	if err != nil {
		return err
	}
	return replyGrant(c, grant)
}

func (r verifyRequest) check() error {
	switch {
	case r.Type == "":
		return reply.Invalid("Verify requires a verification type")
	case r.Token == "" && r.TokenHash == "" || r.Token != "" && r.TokenHash != "":
		return reply.Invalid("Verify requires either a token or a token hash")
	case r.TokenHash != "" && (r.Phone != "" || r.Email != "" || r.RedirectTo != ""):
		return reply.Invalid("Only the token_hash and type should be provided")
	case r.TokenHash != "" && purposes[r.Type] != "":
		return reply.Invalid("Invalid email verification type")
	case r.TokenHash != "":
		return refusal.New(refusal.WrongCode)
	case (r.Phone == "") == (r.Email == ""):
		return reply.Invalid("Only an email address or phone number should be provided on verify")
	case r.Email != "":
		return refusal.New(refusal.WrongCode)
	}
	return nil
}
