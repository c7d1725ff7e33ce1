package request

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// Bearer is the token of the Authorization header; "" for none. The case of the
// scheme does not matter. One blank must follow it, and no other (wire contract,
// section 1).
func Bearer(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get(echo.HeaderAuthorization), " ")
	if !found || !strings.EqualFold(scheme, "bearer") || strings.Contains(token, " ") {
		return ""
	}
	return token
}

// Channel is the channel that was asked for. None means SMS.
func Channel(requested string) auth.Channel {
	if requested == "" {
		return auth.SMS
	}
	return auth.Channel(requested)
}
