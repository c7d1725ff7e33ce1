package api

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/handlers/reply"
)

// isUUID accepts the usual form only. Other forms exist, and databases store them
// alike.
func isUUID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// idParam reads a UUID from the path, in lower case.
func idParam(c echo.Context, name string) (string, error) {
	id := c.Param(name)
	if !isUUID(id) {
		return "", reply.New(http.StatusNotFound, "validation_failed", name+" must be an UUID")
	}
	return strings.ToLower(id), nil
}

// maxMetadata bounds what an app may store with a user, in bytes. It travels in
// every access token, and so in a header of every request.
const maxMetadata = 16 << 10

// checkMetadata refuses metadata that is too large to store.
func checkMetadata(m auth.Metadata) error {
	text, err := m.Value()
	if err != nil {
		return reply.Invalid("data cannot be stored")
	}
	if s, ok := text.(string); ok && len(s) > maxMetadata {
		return reply.Invalid("data is too large (max 16384 bytes)")
	}
	return nil
}
