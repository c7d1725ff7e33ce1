package api

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
	"phonelogin/handlers/access"
)

// Limit holds the callers of a route to what one client may ask. It stands before
// the body is read, and before the captcha.
func (h *Handlers) Limit(l limits.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := h.Count(c, l); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// Count counts one of this client on a limiter that the route's policy names; it is
// for routes on which what was sent decides whether and where it counts. Servers of
// the operator are not limited: all people whom they speak for have their one
// address. Refuses with TooManyRequests.
func (h *Handlers) Count(c echo.Context, l limits.Limiter) error {
	if !access.Of(c).Counts(l) {
		return fmt.Errorf("the policy of this route has no limit %q", l)
	}
	if h.isServer(c) {
		return nil
	}
	return h.auth.Allow(c.Request().Context(), l, c.RealIP())
}
