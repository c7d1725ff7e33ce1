package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
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
			return auth.Admin{}, &auth.Refusal{Reason: auth.NotAdmin}
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
}

func (p page) offset() int { return (p.Number - 1) * p.Size }

// readPage reads page and per_page. Empty ones are not there: auth-js sends them
// always.
func readPage(c echo.Context) (page, error) {
	number, err := readCount(c, "page", 1, 1<<31-1)
	if err != nil {
		return page{}, err
	}
	size, err := readCount(c, "per_page", usualPage, maxPage)
	return page{Number: number, Size: size}, err
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

// tellPages tells how many there are of what is listed, and where the next page
// and the last are (wire transcript C3). The number of the page comes first in the
// links, because auth-js reads what stands behind the first "=".
func tellPages(c echo.Context, p page, total int) {
	last := (total + p.Size - 1) / p.Size
	link := func(number int, rel string) string {
		rest := c.Request().URL.Query() // a fresh one, to be taken apart
		rest.Del("page")
		query := "page=" + strconv.Itoa(number)
		if size := rest.Get("per_page"); size != "" {
			query += "&" + url.Values{"per_page": {size}}.Encode()
		}
		rest.Del("per_page")
		if more := rest.Encode(); more != "" {
			query += "&" + more
		}
		return fmt.Sprintf("<%s?%s>; rel=%q", c.Request().URL.EscapedPath(), query, rel)
	}
	links := []string{link(last, "last")}
	if p.Number < last {
		links = []string{link(p.Number+1, "next"), links[0]}
	}
	c.Response().Header().Set("Link", strings.Join(links, ", "))
	c.Response().Header().Set("X-Total-Count", strconv.Itoa(total))
}
