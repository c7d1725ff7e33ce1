package api

import (
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
)

// RefuseEmail answers admins who want a message sent to an e-mail address.
func (h *Handlers) RefuseEmail(c echo.Context, _ admin.Admin) error {
	return errEmailDisabled
}

const (
	// defaultPageSize is the reference server's.
	defaultPageSize = 50

	// maxPageSize bounds what one answer costs in memory.
	maxPageSize = 10_000
)

// audience is the one that is asked about (wire contract, section 1).
func (h *Handlers) audience(c echo.Context) string {
	aud := c.Request().Header.Get("X-JWT-AUD")
	if aud == "" || len(aud) > maxShortText || !utf8.ValidString(aud) {
		return h.settings.Audience
	}
	return aud
}

// maxShortText bounds a role, an audience and an e-mail address, in bytes; their
// columns take no more.
const maxShortText = 255
