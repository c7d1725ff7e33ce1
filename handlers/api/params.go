package api

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

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
