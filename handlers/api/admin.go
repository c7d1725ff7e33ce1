package api

import (
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/auth/timeline"
	"phonelogin/auth/users"
)

// AdminHandlers serve servers and operators (wire contract, section 6.11).
type AdminHandlers struct {
	users           *users.Users
	admins          *admin.Service
	timelines       *timeline.Store
	defaultAudience string // where a request names none
}

// audience is the one that a request asks about (wire contract, section 1).
func (h *AdminHandlers) audience(c echo.Context) string {
	aud := c.Request().Header.Get("X-JWT-AUD")
	if aud == "" || len(aud) > maxShortText || !utf8.ValidString(aud) {
		return h.defaultAudience
	}
	return aud
}

// maxShortText bounds a role, an audience and an e-mail address, in bytes, as their
// columns do.
const maxShortText = 255
