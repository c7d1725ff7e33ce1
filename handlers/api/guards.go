package api

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/limits"
	"phonelogin/auth/tokens"
	"phonelogin/handlers/access"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// errNoBearer is the answer where a user's token is needed and none came.
var errNoBearer = reply.New(http.StatusUnauthorized, "no_authorization", "This endpoint requires a valid Bearer token")

// User lets in the bearer of a user's access token.
func (h *Handlers) User(handle func(echo.Context, *auth.Bearer) error) access.Guarded {
	return access.Guarded{Who: access.User, Handle: func(c echo.Context) error {
		token := request.Bearer(c.Request())
		if token == "" {
			return errNoBearer
		}
		b, err := h.auth.Authenticate(c.Request().Context(), token)
		if err != nil {
			return err
		}
		return handle(c, b)
	}}
}

// Admin lets in servers of the operator's and the bearers of admins' tokens. It is
// the one place that judges who asks as an admin; auth/admin records what they do.
func (h *Handlers) Admin(handle func(echo.Context, admin.Admin) error) access.Guarded {
	return access.Guarded{Who: access.Admin, Handle: func(c echo.Context) error {
		by, err := h.admin(c)
		if err != nil {
			return err
		}
		return reply.At(reply.Admin, handle(c, by))
	}}
}

// NeedKey lets in who has a key of this server. The error codes are ours: with
// Supabase it is the gateway in front that refuses.
func (h *Handlers) NeedKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		key := c.Request().Header.Get("apikey")
		if key == "" {
			return reply.New(http.StatusUnauthorized, "no_api_key", "No API key found in request: send the header apikey")
		}
		if _, ok := h.apiKeys.Role(key); !ok {
			return reply.New(http.StatusUnauthorized, "invalid_api_key", "Invalid API key")
		}
		return next(c)
	}
}

// judged is what was found of an admin who may be asking.
type judged struct {
	admin admin.Admin
	err   error
}

// adminKey is where admin leaves what it found, because limits, the captcha and the
// route itself ask the same.
const adminKey = "admin"

// admin tells who asks, if they are an admin.
func (h *Handlers) admin(c echo.Context) (admin.Admin, error) {
	j, ok := c.Get(adminKey).(judged)
	if !ok {
		j.admin, j.err = h.judgeAdmin(c)
		c.Set(adminKey, j)
	}
	return j.admin, j.err
}

// judgeAdmin reads the admin's key or token. The token decides where there is one: a
// server that passes a user's token on does not lend the user its own key. Without
// one, a server's API key is enough, and clients send it as both.
func (h *Handlers) judgeAdmin(c echo.Context) (admin.Admin, error) {
	token := request.Bearer(c.Request())
	key := token
	if token == "" {
		key = c.Request().Header.Get("apikey")
	}
	if role, ok := h.apiKeys.Role(key); ok && role == tokens.Service {
		return h.admins.OfRole(string(role))
	}
	if token == "" {
		return admin.Admin{}, errNoBearer
	}
	return h.admins.Authenticate(c.Request().Context(), token)
}

// isServer reports whether a request bears a key or a token of the operator's.
func (h *Handlers) isServer(c echo.Context) bool {
	_, err := h.admin(c)
	return err == nil
}

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
	return h.gate.Allow(c.Request().Context(), l, c.RealIP())
}
