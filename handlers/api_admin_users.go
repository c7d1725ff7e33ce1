package handlers

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/wire"
)

// createUser is POST /admin/users. The answer is 200, as the reference server's.
func (h *Handlers) createUser(c echo.Context) error {
	by, err := h.admin(c)
	if err != nil {
		return err
	}
	var body userRequest
	if err := decode(c, &body); err != nil {
		return err
	}
	a, err := body.toAttributes()
	if err != nil {
		return err
	}
	if a.Phone == "" && a.Email == "" {
		return invalid("Cannot create a user without either an email or phone")
	}
	if a.Aud == "" {
		a.Aud = h.audience(c)
	}
	u, err := h.auth.CreateUser(c.Request().Context(), by, a)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, wire.UserOf(u))
}

// showAnyUser is GET /admin/users/{user_id}.
func (h *Handlers) showAnyUser(c echo.Context) error {
	_, id, err := h.adminOf(c)
	if err != nil {
		return err
	}
	u, err := h.auth.User(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, wire.UserOf(u))
}

// editUser is PUT /admin/users/{user_id}.
func (h *Handlers) editUser(c echo.Context) error {
	by, id, err := h.adminOf(c)
	if err != nil {
		return err
	}
	var body userRequest
	if err := decode(c, &body); err != nil {
		return err
	}
	a, err := body.toAttributes()
	if err != nil {
		return err
	}
	u, err := h.auth.EditUser(c.Request().Context(), by, id, a)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, wire.UserOf(u))
}

// deleteUser is DELETE /admin/users/{user_id}. A body may ask for a row to stay.
func (h *Handlers) deleteUser(c echo.Context) error {
	by, id, err := h.adminOf(c)
	if err != nil {
		return err
	}
	var body struct {
		ShouldSoftDelete bool `json:"should_soft_delete"`
	}
	if err := decodeIfAny(c, &body); err != nil {
		return err
	}
	remove := h.auth.DeleteUser
	if body.ShouldSoftDelete {
		remove = h.auth.EraseUser
	}
	if err := remove(c.Request().Context(), by, id); err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, struct{}{})
}

// adminOf tells which admin asks about which user.
func (h *Handlers) adminOf(c echo.Context) (by auth.Admin, userID string, err error) {
	if by, err = h.admin(c); err != nil {
		return by, "", err
	}
	userID, err = idParam(c, "user_id")
	return by, userID, err
}

// idParam reads a UUID out of the path.
func idParam(c echo.Context, name string) (string, error) {
	id := c.Param(name)
	if !isUUID(id) {
		return "", &apiError{http.StatusNotFound, "validation_failed", name + " must be an UUID"}
	}
	return strings.ToLower(id), nil
}

// isUUID takes the usual form only; there are others, which databases store alike.
func isUUID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }
