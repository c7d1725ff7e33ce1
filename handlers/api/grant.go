package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
	"phonelogin/auth/wire"
	"phonelogin/handlers/reply"
)

// sessionJSON is a session on the wire (wire contract, section 3.3).
type sessionJSON struct {
	AccessToken  string    `json:"access_token"`
	TokenType    string    `json:"token_type"`
	ExpiresIn    int       `json:"expires_in"`
	ExpiresAt    int64     `json:"expires_at"`
	RefreshToken string    `json:"refresh_token"`
	User         wire.User `json:"user"`
}

func toSessionJSON(g *sessions.Grant) sessionJSON {
	return sessionJSON{
		g.AccessToken, "bearer", int(g.ExpiresIn.Seconds()), g.ExpiresAt.Unix(), g.RefreshToken, wire.UserOf(g.User),
	}
}

// replyGrant answers with a session.
func replyGrant(c echo.Context, g *sessions.Grant) error {
	setGrantHeaders(c, g)
	return reply.JSON(c, http.StatusOK, toSessionJSON(g))
}

func setGrantHeaders(c echo.Context, g *sessions.Grant) {
	header := c.Response().Header()
	header.Set("Sb-Auth-User-Id", g.User.ID)
	header.Set("Sb-Auth-Session-Id", g.Session.ID)
	if tokens.IsShortRefresh(g.RefreshToken) {
		header.Set("Sb-Auth-Refresh-Token-Prefix", g.RefreshToken[:5])
	} else {
		header.Set("Sb-Auth-Refresh-Token-Counter", strconv.FormatInt(g.Session.TokenCounter, 10))
	}
}
