package api

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/admin"
	"phonelogin/handlers/reply"
)

const (
	// defaultPageSize is that of the reference server.
	defaultPageSize = 50

	// maxPageSize bounds the memory that one answer takes.
	maxPageSize = 10_000
)

// listResult describes the rows of a page, of which one more than its size was asked
// for.
type listResult struct {
	listPage
	rows  int
	more  bool
	last  admin.Cursor // of the rows
	total admin.Total
}

// cutListPage removes the surplus row and describes what is left. It corrects an
// estimated total by the rows that were seen.
func cutListPage[T any](p listPage, rows []T, cursorOf func(*T) admin.Cursor, total admin.Total) ([]T, listResult) {
	s := listResult{listPage: p, total: total, more: len(rows) > p.Size}
	rows = rows[:min(len(rows), p.Size)]
	s.rows = len(rows)
	if s.rows > 0 {
		s.last = cursorOf(&rows[s.rows-1])
	}
	seen := (p.Number-1)*p.Size + s.rows
	switch {
	case !total.Estimated:
	case s.more:
		s.total.Count = max(total.Count, seen+1)
	case s.rows > 0 || p.Number == 1:
		s.total.Count = seen
	}
	return rows, s
}

// deepOffset is the row from which on the link to the next page says where that page
// begins. A page with a number alone makes the database pass over all rows before
// it.
const deepOffset = 10_000

// setListHeaders tells the total, and where the next and the last page are (wire
// transcript C3). In the links the number of the page comes first, because auth-js
// reads what follows the first "=".
func setListHeaders(c echo.Context, s listResult) {
	last := (s.total.Count + s.Size - 1) / s.Size
	links := []string{link(c, last, "", "last")}
	// An exact total was counted after the rows were read.
	if s.more || !s.total.Estimated && s.Number < last {
		token := ""
		if s.Number*s.Size >= deepOffset && s.rows > 0 {
			token = writeCursor(s.last)
		}
		links = []string{link(c, s.Number+1, token, "next"), links[0]}
	}
	c.Response().Header().Set("Link", strings.Join(links, ", "))
	c.Response().Header().Set("X-Total-Count", strconv.Itoa(s.total.Count))
	if s.total.Estimated {
		c.Response().Header().Set("X-Total-Count-Estimated", "true")
	}
}

// link is the address of a page of the requested list.
func link(c echo.Context, number int, token, rel string) string {
	rest := c.Request().URL.Query() // a copy
	rest.Del("page")
	rest.Del("page_token")
	query := "page=" + strconv.Itoa(number)
	if size := rest.Get("per_page"); size != "" {
		query += "&" + url.Values{"per_page": {size}}.Encode()
	}
	rest.Del("per_page")
	if token != "" {
		rest.Set("page_token", token)
	}
	if more := rest.Encode(); more != "" {
		query += "&" + more
	}
	return fmt.Sprintf("<%s?%s>; rel=%q", c.Request().URL.EscapedPath(), query, rel)
}

// writeCursor writes a row's place in a list. Clients must not read it.
func writeCursor(c admin.Cursor) string {
	place := strconv.FormatInt(c.CreatedAt.UnixMicro(), 10) + "." + c.ID
	return base64.RawURLEncoding.EncodeToString([]byte(place))
}

// readCursor reads what writeCursor wrote. "" is the beginning of the list; name is
// the parameter, for the refusal.
func readCursor(name, cursor string) (admin.Cursor, error) {
	if cursor == "" {
		return admin.Cursor{}, nil
	}
	place, _ := base64.RawURLEncoding.DecodeString(cursor) // other text has no parts
	at, id, _ := strings.Cut(string(place), ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	c := admin.Cursor{CreatedAt: time.UnixMicro(micros).UTC(), ID: id}
	if err != nil || !isUUID(id) || micros < 0 || c.CreatedAt.Year() > 9999 {
		return admin.Cursor{}, reply.Invalid("Bad Pagination Parameters: " + name + " is none that this server gave out")
	}
	return c, nil
}

// listPage is the part of a list that a request asks for.
type listPage struct {
	Number int // from 1
	Size   int
	After  admin.Cursor // where the page begins; zero where only Number tells
}

// offset is how many rows the database passes over: none where After says where the
// page begins.
func (p listPage) offset() int {
	if p.After != (admin.Cursor{}) {
		return 0
	}
	return (p.Number - 1) * p.Size
}

// readListPage reads page, per_page and page_token. An empty parameter counts as
// absent, because auth-js always sends all.
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

// readCount reads a number from 1 to most from the query; usual is for none.
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

// readText reads text from the query that a database can compare.
func readText(c echo.Context, name string) (string, error) {
	text := c.QueryParam(name)
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", reply.Invalid(name + " is no text")
	}
	return text, nil
}
