package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// listFactors is GET /admin/users/{user_id}/factors.
func (h *Handlers) listFactors(c echo.Context) error {
	_, user, err := h.adminOf(c)
	if err != nil {
		return err
	}
	factors, err := h.auth.Factors(c.Request().Context(), user)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, factors)
}

// editFactor is PUT /admin/users/{user_id}/factors/{factor_id}.
func (h *Handlers) editFactor(c echo.Context) error {
	by, user, factor, err := h.adminOfFactor(c)
	if err != nil {
		return err
	}
	var body struct {
		FriendlyName string `json:"friendly_name"`
		Phone        string `json:"phone"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	if len(body.FriendlyName) > maxFactorText {
		return invalid("friendly_name is too long (max 128 bytes)")
	}
	phone, err := readPhone(body.Phone)
	if err != nil {
		return err
	}
	f, err := h.auth.UpdateFactor(c.Request().Context(), by, user, factor,
		auth.FactorChange{FriendlyName: body.FriendlyName, Phone: string(phone)})
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, f)
}

// deleteFactor is DELETE /admin/users/{user_id}/factors/{factor_id}.
func (h *Handlers) deleteFactor(c echo.Context) error {
	by, user, factor, err := h.adminOfFactor(c)
	if err != nil {
		return err
	}
	f, err := h.auth.DeleteFactor(c.Request().Context(), by, user, factor)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, f)
}

// adminOfFactor tells which admin asks about which factor of which user.
func (h *Handlers) adminOfFactor(c echo.Context) (by auth.Admin, userID, factorID string, err error) {
	if by, userID, err = h.adminOf(c); err != nil {
		return by, "", "", err
	}
	factorID, err = idParam(c, "factor_id")
	return by, userID, factorID, err
}
