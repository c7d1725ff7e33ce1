package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/apps"
	"phonelogin/auth/otp"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// otpRequest is the body of POST /otp (wire contract, section 6.1).
type otpRequest struct {
	Phone               string        `json:"phone"`
	Email               string        `json:"email"`
	CreateUser          *bool         `json:"create_user"`
	Data                auth.Metadata `json:"data"`
	Channel             string        `json:"channel"`
	CodeChallenge       string        `json:"code_challenge"`
	CodeChallengeMethod string        `json:"code_challenge_method"`
	Security            security      `json:"gotrue_meta_security"`
}

// StartOTP sends a code.
func (h *Handlers) StartOTP(c echo.Context) error {
	var body otpRequest
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
	sent, err := h.codes.Start(c.Request().Context(), otp.Request{
		Phone: phone, Channel: request.Channel(body.Channel), Purpose: otp.Login,
		Face:       otp.APIFace(),
		CreateUser: body.CreateUser == nil || *body.CreateUser, Data: body.Data,
		Discreet: !h.settings.DiscloseUnknown,
	})
	if err != nil {
		return err
	}
	return replySent(c, sent)
}

// replySent answers that a code is on its way.
func replySent(c echo.Context, sent *otp.SentCode) error {
	return reply.JSON(c, http.StatusOK, struct {
		MessageID string `json:"message_id,omitempty"`
	}{sent.MessageID})
}

func (r otpRequest) check() error {
	switch {
	case r.Phone != "" && r.Email != "":
		return reply.Invalid("Only an email address or phone number should be provided")
	case r.Phone == "" && r.Email == "":
		return reply.Invalid("One of email or phone must be set")
	case r.Email != "" && r.Channel != "":
		return reply.Invalid("Channel should only be specified with Phone OTP")
	case r.Email != "":
		return errEmailDisabled
	}
	// The code challenge is checked and not used: with a phone the code is the proof.
	if err := apps.CheckCodeChallenge(r.CodeChallenge, r.CodeChallengeMethod); err != nil {
		return err
	}
	return checkMetadata(r.Data)
}
