package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/sessions"
	"phonelogin/auth/wire"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// ShowUser is GET /user.
func ShowUser(c echo.Context, b *sessions.Bearer) error {
	if want := c.Request().Header.Get("X-JWT-AUD"); want != "" && want != b.Claims.Audience {
		return reply.Invalid("Token audience doesn't match request audience")
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(b.User))
}

// updateRequest is the body of PUT /user (wire contract, section 6.5), as far as
// phones go.
type updateRequest struct {
	Phone       string         `json:"phone"`
	Channel     string         `json:"channel"`
	Email       string         `json:"email"`
	Password    *string        `json:"password"`
	Current     string         `json:"current_password"`
	Nonce       string         `json:"nonce"`
	Data        auth.Metadata  `json:"data"`
	AppMetadata *auth.Metadata `json:"app_metadata"`
}

// UpdateUser is PUT /user.
func (h *Handlers) UpdateUser(c echo.Context, b *sessions.Bearer) error {
	var body updateRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	change, err := body.toUpdate()
	if err != nil {
		return err
	}
	u, err := h.auth.UpdateUser(c.Request().Context(), b, change)
	if err != nil {
		return reply.At(reply.UpdateUser, err)
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(u))
}

func (r updateRequest) toUpdate() (auth.Update, error) {
	switch {
	case r.AppMetadata != nil:
		return auth.Update{}, reply.New(http.StatusForbidden, "not_admin", "Updating app_metadata requires admin privileges")
	case r.Email != "":
		return auth.Update{}, errEmailDisabled
	}
	change := auth.Update{Channel: request.Channel(r.Channel), Data: r.Data}
	if r.Password != nil {
		change.Password = &auth.PasswordChange{New: *r.Password, Current: r.Current, Nonce: r.Nonce}
	}
	if err := checkMetadata(r.Data); err != nil {
		return auth.Update{}, err
	}
	if r.Phone == "" {
		return change, nil
	}
	phone, err := auth.ParseWirePhone(r.Phone)
	change.Phone = phone
	return change, err
}

// RemoveIdentity is DELETE /user/identities/{id}.
func (h *Handlers) RemoveIdentity(c echo.Context, b *sessions.Bearer) error {
	if err := h.auth.RemoveIdentity(c.Request().Context(), b, c.Param("id")); err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, struct{}{})
}

// Logout is POST /logout.
func (h *Handlers) Logout(c echo.Context, b *sessions.Bearer) error {
	scope := sessions.Scope(c.QueryParam("scope"))
	switch scope {
	case "":
		scope = sessions.Global
	case sessions.Global, sessions.Local, sessions.Others:
	default:
		return reply.Invalid(`Unsupported logout scope "` + printable(string(scope)) + `"`)
	}
	if _, err := h.sessions.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, scope); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// printable is text of the caller, shortened and without control characters, for an
// answer.
func printable(s string) string {
	const most = 32
	clean := make([]rune, 0, most)
	for _, r := range s {
		if len(clean) == most {
			return string(clean) + "…"
		}
		if r >= ' ' && r != 0x7f {
			clean = append(clean, r)
		}
	}
	return string(clean)
}
