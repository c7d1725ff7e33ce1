package api

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/handlers/reply"
)

// RefuseEmail answers admins who want a message sent to an e-mail address.
func (h *Handlers) RefuseEmail(c echo.Context, _ admin.Admin) error {
	return errEmailDisabled
}

const (
	// defaultPageSize is the reference server's.
	defaultPageSize = 50

	// maxPageSize bounds what one answer costs in memory.
	maxPageSize = 10_000
)

// listPage is a part of a list.
type listPage struct {
	Number int // from 1
	Size   int
	After  admin.Mark // where it begins, if the caller knows
}

// offset is how many rows are passed over: those behind a known place begin at once.
func (p listPage) offset() int {
	if p.After != (admin.Mark{}) {
		return 0
	}
	return (p.Number - 1) * p.Size
}

// readListPage reads page, per_page and page_token. Empty ones are not there: auth-js
// sends them always.
func readListPage(c echo.Context) (listPage, error) {
	number, err := readCount(c, "page", 1, 1<<31-1)
	if err != nil {
		return listPage{}, err
	}
	size, err := readCount(c, "per_page", defaultPageSize, maxPageSize)
	if err != nil {
		return listPage{}, err
	}
	after, err := readCursor("page_token", c.QueryParam("page_token"))
	return listPage{Number: number, Size: size, After: after}, err
}

// readCount reads a number from 1 to most out of the query.
func readCount(c echo.Context, name string, usual, most int) (int, error) {
	text := c.QueryParam(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, reply.Invalid(fmt.Sprintf("Bad Pagination Parameters: %s must be a number from 1 to %d", name, most))
	}
	return n, nil
}

// readText reads text out of the query that a database can compare.
func readText(c echo.Context, name string) (string, error) {
	text := c.QueryParam(name)
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", reply.Invalid(name + " is no text")
	}
	return text, nil
}
