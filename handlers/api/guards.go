package api

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/auth/limits"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/access"
	"phonelogin/handlers/reply"
)

// Guards judge who calls the JSON API, and limit how often one client may.
type Guards struct {
	callers callers
	gate    *limits.Gate
}

// User lets in the bearer of a user's access token.
func (g *Guards) User(handle func(echo.Context, *sessions.Bearer) error) access.Guarded {
	return access.Guarded{Who: access.User, Handle: func(c echo.Context) error {
		b, err := g.callers.of(c).bearer()
		if err != nil {
			return err
		}
		return handle(c, b)
	}}
}

// Admin lets in servers of the operator and bearers of an admin's token. No other
// place judges admins; auth/admin records what they do.
func (g *Guards) Admin(handle func(echo.Context, admin.Admin) error) access.Guarded {
	return access.Guarded{Who: access.Admin, Handle: func(c echo.Context) error {
		by, err := g.callers.of(c).admin()
		if err != nil {
			return err
		}
		return reply.At(reply.Admin, handle(c, by))
	}}
}

// NeedKey lets in callers with an API key of this server. The error codes are ours:
// with Supabase a gateway in front refuses.
func (g *Guards) NeedKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		key := c.Request().Header.Get("apikey")
		if key == "" {
			return reply.New(http.StatusUnauthorized, "no_api_key", "No API key found in request: send the header apikey")
		}
		if _, ok := g.callers.apiKeys.Role(key); !ok {
			return reply.New(http.StatusUnauthorized, "invalid_api_key", "Invalid API key")
		}
		return next(c)
	}
}

// Limit counts each request of a route, before its body is read and the captcha is
// asked.
func (g *Guards) Limit(l limits.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := g.CountOn(c, l); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// Count counts a request on the limiter that the policy of its route names. The
// handler decides whether a request counts. Refuses with TooManyRequests.
func (g *Guards) Count(c echo.Context) error {
	all := access.Of(c).Limits
	if len(all) != 1 {
		return fmt.Errorf("the policy of this route has %d limits, want one", len(all))
	}
	return g.CountOn(c, all[0])
}

// CountOn counts a request on one of the limiters that the policy of its route
// names. The handler decides on which. Servers of the operator are not limited,
// because everybody they speak for has their address. Refuses with TooManyRequests.
func (g *Guards) CountOn(c echo.Context, l limits.Limiter) error {
	if !access.Of(c).Counts(l) {
		return fmt.Errorf("the policy of this route has no limit %q", l)
	}
	if g.isServer(c) {
		return nil
	}
	return g.gate.Allow(c.Request().Context(), l, c.RealIP())
}

// isServer reports whether a request bears a key or a token of the operator.
func (g *Guards) isServer(c echo.Context) bool {
	_, err := g.callers.of(c).admin()
	return err == nil
}
