package handlers

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
)

// limit holds the callers of a route to what one client may ask. It stands before
// the body is read, and before the captcha.
func (h *Handlers) limit(l limits.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := h.countRequest(c, l); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// countRequest counts one of this client; it is for routes on which the limiter
// depends on what was sent. Servers of the operator are not limited: all people
// whom they speak for have their one address. Refuses with TooManyRequests.
func (h *Handlers) countRequest(c echo.Context, l limits.Limiter) error {
	if h.isServer(c) {
		return nil
	}
	return h.auth.Allow(c.Request().Context(), l, c.RealIP())
}
