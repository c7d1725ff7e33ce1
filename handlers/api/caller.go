package api

import (
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// errNoBearer is the answer where a token is needed and none came.
var errNoBearer = reply.New(http.StatusUnauthorized, "no_authorization", "This endpoint requires a valid Bearer token")

// caller is who sends a request. Limits, the captcha and the guard of the route ask
// the same questions. Each answer is found when it is first needed and then kept, so
// a token is verified once and its bearer is looked up once.
type caller struct {
	bearer func() (*sessions.Bearer, error) // whom the token speaks for
	admin  func() (admin.Admin, error)      // the admin; refuses with NotAdmin where it is none
}

// callers find out who sends a request.
type callers struct {
	sessions *sessions.Sessions
	admins   *admin.Service
	apiKeys  *tokens.APIKeys
}

const callerKey = "caller"

// of is the caller of a request.
func (all callers) of(c echo.Context) *caller {
	if known, ok := c.Get(callerKey).(*caller); ok {
		return known
	}
	ctx, token := c.Request().Context(), request.Bearer(c.Request())
	claims := sync.OnceValues(func() (*tokens.Claims, error) {
		if token == "" {
			return nil, errNoBearer
		}
		return all.sessions.Claims(ctx, token)
	})
	bearer := sync.OnceValues(func() (*sessions.Bearer, error) {
		claims, err := claims()
		if err != nil {
			return nil, err
		}
		return all.sessions.BearerOf(ctx, claims)
	})
	made := &caller{bearer: bearer, admin: sync.OnceValues(func() (admin.Admin, error) {
		key := token
		if token == "" {
			key = c.Request().Header.Get("apikey")
		}
		// A token decides where there is one: a server that passes on a user's token does
		// not lend the user its own key. Without a token the API key is enough. Clients
		// of servers send the key as both.
		if role, ok := all.apiKeys.Role(key); ok && role == tokens.Service {
			return all.admins.ForRole(string(role))
		}
		claims, err := claims()
		if err != nil {
			return admin.Admin{}, err
		}
		return all.admins.OfToken(claims, bearer)
	})}
	c.Set(callerKey, made)
	return made
}
