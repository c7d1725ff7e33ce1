package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/wire"
	"phonelogin/handlers/reply"
)

// usersAnswer is a list of users.
type usersAnswer struct {
	Users      []wire.User `json:"users"`
	Aud        string      `json:"aud"`
	Pagination *pagination `json:"pagination,omitempty"` // of a list with a cursor
}

type pagination struct {
	NextCursor string `json:"next_cursor,omitempty"`
	HasMore    bool   `json:"has_more"`
}

// ListUsers is GET /admin/users. With limit or cursor, and without page and
// per_page, it lists by a cursor, which misses nobody when users come or go
// meanwhile.
func (h *AdminHandlers) ListUsers(c echo.Context, _ admin.Admin) error {
	q := admin.UserQuery{Aud: h.audience(c)}
	var err error
	if q.Filter, err = readText(c, "filter"); err != nil {
		return err
	}
	if q.OldestFirst, err = readOrder(c.QueryParam("sort")); err != nil {
		return err
	}
	paged := c.QueryParam("page") != "" || c.QueryParam("per_page") != ""
	if !paged && (c.QueryParam("limit") != "" || c.QueryParam("cursor") != "") {
		return h.listUsersByCursor(c, q)
	}
	p, err := readListPage(c)
	if err != nil {
		return err
	}
	q.Limit, q.Offset, q.After = p.Size+1, p.offset(), p.After // one more row tells whether there are more
	users, total, err := h.admins.UsersAndTotal(c.Request().Context(), q)
	if err != nil {
		return err
	}
	users, s := cutListPage(p, users, cursorOf, total)
	setListHeaders(c, s)
	return reply.JSON(c, http.StatusOK, usersAnswer{Users: toWireUsers(users), Aud: q.Aud})
}

func cursorOf(u *auth.User) admin.Cursor { return admin.Cursor{CreatedAt: u.CreatedAt, ID: u.ID} }

// maxCursorPage is the most users that one answer with a cursor has (wire contract,
// section 6.11).
const maxCursorPage = 1000

func (h *AdminHandlers) listUsersByCursor(c echo.Context, q admin.UserQuery) error {
	limit, err := readCount(c, "limit", defaultPageSize, maxCursorPage)
	if err != nil {
		return err
	}
	if q.After, err = readCursor("cursor", c.QueryParam("cursor")); err != nil {
		return err
	}
	q.Limit = limit + 1 // one more row tells whether there are more
	users, err := h.admins.Users(c.Request().Context(), q)
	if err != nil {
		return err
	}
	walked := &pagination{HasMore: len(users) > limit}
	if walked.HasMore {
		users = users[:limit]
		walked.NextCursor = writeCursor(cursorOf(&users[limit-1]))
	}
	return reply.JSON(c, http.StatusOK, usersAnswer{Users: toWireUsers(users), Aud: q.Aud, Pagination: walked})
}

// readOrder reports whether a list begins with the oldest. All lists are in the
// order of creation.
func readOrder(sort string) (oldestFirst bool, err error) {
	switch strings.Join(strings.Fields(sort), " ") {
	case "", "created_at", "created_at desc":
		return false, nil
	case "created_at asc":
		return true, nil
	}
	return false, reply.Invalid("Bad Sort Parameters: only created_at asc and created_at desc are known")
}

func toWireUsers(users []auth.User) []wire.User {
	all := make([]wire.User, len(users))
	for i := range users {
		all[i] = wire.UserOf(&users[i])
	}
	return all
}
