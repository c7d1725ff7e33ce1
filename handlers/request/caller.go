package request

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// Bearer is the token of the Authorization header; "" when there is none. The
// scheme's case does not matter, exactly one blank does (wire contract, section 1).
func Bearer(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get(echo.HeaderAuthorization), " ")
	if !found || !strings.EqualFold(scheme, "bearer") || strings.Contains(token, " ") {
		return ""
	}
	return token
}

// Channel is the channel that was asked for; none means SMS.
func Channel(asked string) auth.Channel {
	if asked == "" {
		return auth.SMS
	}
	return auth.Channel(asked)
}
