package handlers

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/tokens"
)

// limit holds the callers of a route to what one client may ask. It stands before
// the body is read, and before the captcha.
func (h *Handlers) limit(l auth.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := h.allow(c, l); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// allow counts a request of this client; it is for routes on which the limiter
// depends on what was sent. Servers of the operator are not limited: all people
// whom they speak for have their one address. Refuses with TooManyRequests.
func (h *Handlers) allow(c echo.Context, l auth.Limiter) error {
	if h.isServer(c) {
		return nil
	}
	return h.auth.Allow(c.Request().Context(), l, c.RealIP())
}

// isServer tells whether a request bears the secret key.
func (h *Handlers) isServer(c echo.Context) bool {
	for _, key := range []string{c.Request().Header.Get("apikey"), bearer(c.Request())} {
		if role, ok := h.apiKeys.Role(key); ok && role == tokens.Service {
			return true
		}
	}
	return false
}
