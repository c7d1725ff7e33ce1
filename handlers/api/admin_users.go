package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/auth/wire"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// CreateUser is POST /admin/users. The status is 200, as on the reference server.
func (h *AdminHandlers) CreateUser(c echo.Context, by admin.Admin) error {
	var body userRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	a, err := body.toAttributes()
	if err != nil {
		return err
	}
	if a.Phone == "" && a.Email == "" {
		return reply.Invalid("Cannot create a user without either an email or phone")
	}
	if a.Aud == "" {
		a.Aud = h.audience(c)
	}
	u, err := h.admins.CreateUser(c.Request().Context(), by, a)
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(u))
}

// ShowAnyUser is GET /admin/users/{user_id}.
func (h *AdminHandlers) ShowAnyUser(c echo.Context, _ admin.Admin) error {
	id, err := idParam(c, "user_id")
	if err != nil {
		return err
	}
	u, err := h.users.Find(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(u))
}

// EditUser is PUT /admin/users/{user_id}.
func (h *AdminHandlers) EditUser(c echo.Context, by admin.Admin) error {
	id, err := idParam(c, "user_id")
	if err != nil {
		return err
	}
	var body userRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	a, err := body.toAttributes()
	if err != nil {
		return err
	}
	u, err := h.admins.EditUser(c.Request().Context(), by, id, a)
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, wire.UserOf(u))
}

// DeleteUser is DELETE /admin/users/{user_id}. The body may ask to keep the row.
func (h *AdminHandlers) DeleteUser(c echo.Context, by admin.Admin) error {
	id, err := idParam(c, "user_id")
	if err != nil {
		return err
	}
	var body struct {
		ShouldSoftDelete bool `json:"should_soft_delete"`
	}
	if err := request.DecodeIfAny(c, &body); err != nil {
		return err
	}
	remove := h.admins.DeleteUser
	if body.ShouldSoftDelete {
		remove = h.admins.EraseUser
	}
	if err := remove(c.Request().Context(), by, id); err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, struct{}{})
}
