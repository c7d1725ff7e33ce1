package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
)

// routeAdmin is what servers and operators may do (wire contract, section 6.11).
func (h *Handlers) routeAdmin(api *echo.Group, key echo.MiddlewareFunc) {
	api.GET("/admin/users", h.listUsers, key)
	api.POST("/admin/users", h.createUser, key)
	api.GET("/admin/users/:user_id", h.showAnyUser, key)
	api.PUT("/admin/users/:user_id", h.editUser, key)
	api.DELETE("/admin/users/:user_id", h.deleteUser, key)
	api.GET("/admin/users/:user_id/factors", h.listFactors, key)
	api.PUT("/admin/users/:user_id/factors/:factor_id", h.editFactor, key)
	api.DELETE("/admin/users/:user_id/factors/:factor_id", h.deleteFactor, key)
	api.GET("/admin/numbers/:number/timeline", h.showTimeline, key)
	api.GET("/admin/audit", h.listAudit, key)
	api.POST("/admin/generate_link", h.refuseEmail, key)
	api.POST("/invite", h.refuseEmail, key)
}

// admin tells who asks, if they are an admin. The token decides where there is
// one: a server that passes a user's token on does not lend the user its own key.
// Without one, a server's API key is enough, and clients send it as both.
func (h *Handlers) admin(c echo.Context) (auth.Admin, error) {
	token := bearer(c.Request())
	key := token
	if token == "" {
		key = c.Request().Header.Get("apikey")
	}
	if role, ok := h.apiKeys.Role(key); ok && role == tokens.Service {
		if !h.auth.IsAdmin(string(role)) {
			return auth.Admin{}, &refusal.Refusal{Reason: refusal.NotAdmin}
		}
		return auth.Admin{Role: string(role)}, nil
	}
	if token == "" {
		return auth.Admin{}, errNoBearer
	}
	return h.auth.AuthenticateAdmin(c.Request().Context(), token)
}

// refuseEmail answers admins who want a message sent to an e-mail address.
func (h *Handlers) refuseEmail(c echo.Context) error {
	if _, err := h.admin(c); err != nil {
		return err
	}
	return errEmailDisabled
}

const (
	// usualPage is the reference server's.
	usualPage = 50

	// maxPage bounds what one answer costs in memory.
	maxPage = 10_000
)

// page is a part of a list.
type page struct {
	Number int // from 1
	Size   int
	After  auth.Mark // where it begins, if the caller knows
}

// offset is how many rows are passed over: those behind a known place begin at once.
func (p page) offset() int {
	if p.After != (auth.Mark{}) {
		return 0
	}
	return (p.Number - 1) * p.Size
}

// readPage reads page, per_page and page_token. Empty ones are not there: auth-js
// sends them always.
func readPage(c echo.Context) (page, error) {
	number, err := readCount(c, "page", 1, 1<<31-1)
	if err != nil {
		return page{}, err
	}
	size, err := readCount(c, "per_page", usualPage, maxPage)
	if err != nil {
		return page{}, err
	}
	after, err := readCursor("page_token", c.QueryParam("page_token"))
	return page{Number: number, Size: size, After: after}, err
}

// readCount reads a number from 1 to most out of the query.
func readCount(c echo.Context, name string, usual, most int) (int, error) {
	text := c.QueryParam(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, invalid(fmt.Sprintf("Bad Pagination Parameters: %s must be a number from 1 to %d", name, most))
	}
	return n, nil
}

// readText reads text out of the query that a database can compare.
func readText(c echo.Context, name string) (string, error) {
	text := c.QueryParam(name)
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", invalid(name + " is no text")
	}
	return text, nil
}
