package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/apps"
	"phonelogin/auth/limits"
	"phonelogin/auth/wire"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// signUpRequest is the body of POST /signup (wire contract, section 6.9).
type signUpRequest struct {
	Phone               string        `json:"phone"`
	Email               string        `json:"email"`
	Password            string        `json:"password"`
	Data                auth.Metadata `json:"data"`
	Channel             string        `json:"channel"`
	CodeChallenge       string        `json:"code_challenge"`
	CodeChallengeMethod string        `json:"code_challenge_method"`
	Security            security      `json:"gotrue_meta_security"`
}

// SignUp makes a user with a number and a password, or an anonymous user.
func (h *Handlers) SignUp(c echo.Context) error {
	var body signUpRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	limiter := limits.Signups
	if body.Phone == "" && body.Email == "" {
		limiter = limits.Anonymous
	}
	if err := h.Guards.CountOn(c, limiter); err != nil {
		return err
	}
	if err := h.checkCaptcha(c, body.Security); err != nil {
		return err
	}
	if err := checkMetadata(body.Data); err != nil {
		return err
	}
	if body.Phone == "" && body.Email == "" {
		return h.signUpAnonymously(c, body.Data)
	}
	if err := body.check(); err != nil {
		return err
	}
	phone, err := auth.ParseWirePhone(body.Phone)
	if err != nil {
		return err
	}
	done, err := h.auth.SignUp(c.Request().Context(), auth.SignUp{
		Phone: phone, Password: body.Password, Channel: request.Channel(body.Channel), Data: body.Data,
	})
	if err != nil {
		return reply.At(reply.SignUp, err)
	}
	if done.Grant != nil {
		return replyGrant(c, done.Grant)
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(done.User))
}

func (h *Handlers) signUpAnonymously(c echo.Context, data auth.Metadata) error {
	grant, err := h.auth.SignUpAnonymously(c.Request().Context(), data)
	if err != nil {
		return err
	}
	return replyGrant(c, grant)
}

func (r signUpRequest) check() error {
	switch {
	case r.Password == "":
		return reply.Invalid("Signup requires a valid password")
	case r.Phone != "" && r.Email != "":
		return reply.Invalid("Only an email address or phone number should be provided on signup.")
	case r.Email != "":
		return reply.New(http.StatusBadRequest, "email_provider_disabled", "Email signups are disabled")
	}
	if err := apps.CheckCodeChallenge(r.CodeChallenge, r.CodeChallengeMethod); err != nil {
		return err
	}
	if r.CodeChallenge != "" {
		return reply.Invalid("PKCE not supported for phone signups")
	}
	return nil
}
