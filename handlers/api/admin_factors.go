package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// ListFactors is GET /admin/users/{user_id}/factors.
func (h *AdminHandlers) ListFactors(c echo.Context, _ admin.Admin) error {
	user, err := idParam(c, "user_id")
	if err != nil {
		return err
	}
	factors, err := h.admins.Factors(c.Request().Context(), user)
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, factors)
}

// EditFactor is PUT /admin/users/{user_id}/factors/{factor_id}.
func (h *AdminHandlers) EditFactor(c echo.Context, by admin.Admin) error {
	user, factor, err := factorOfUser(c)
	if err != nil {
		return err
	}
	var body struct {
		FriendlyName string `json:"friendly_name"`
		Phone        string `json:"phone"`
	}
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if len(body.FriendlyName) > maxFactorText {
		return reply.Invalid("friendly_name is too long (max 128 bytes)")
	}
	phone, err := readPhone(body.Phone)
	if err != nil {
		return err
	}
	f, err := h.admins.UpdateFactor(c.Request().Context(), by, user, factor,
		admin.FactorChange{FriendlyName: body.FriendlyName, Phone: phone})
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, f)
}

// DeleteFactor is DELETE /admin/users/{user_id}/factors/{factor_id}.
func (h *AdminHandlers) DeleteFactor(c echo.Context, by admin.Admin) error {
	user, factor, err := factorOfUser(c)
	if err != nil {
		return err
	}
	f, err := h.admins.DeleteFactor(c.Request().Context(), by, user, factor)
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, f)
}

// factorOfUser reads the user and the factor in the path.
func factorOfUser(c echo.Context) (userID, factorID string, err error) {
	if userID, err = idParam(c, "user_id"); err != nil {
		return "", "", err
	}
	factorID, err = idParam(c, "factor_id")
	return userID, factorID, err
}
