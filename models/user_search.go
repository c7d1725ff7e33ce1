package models

import (
	"context"
	"strings"
)

// No index common to both databases finds a text inside another. So a filter
// matches any part in the first users of a list, and only beginnings in all others.
const (
	// lookedThrough is how many users at the start of the list are searched for any
	// part: some 50 ms.
	lookedThrough = 50_000

	// foundByIndex is how many users are found by a beginning, for each of number,
	// e-mail and the two names.
	foundByIndex = 1000
)

// findUsers lists the users whose number, e-mail or name contains q.Filter. Beyond
// the first lookedThrough users of the list it finds those whose number, e-mail or
// name begins with it.
func (db *DB) findUsers(ctx context.Context, q UserQuery) ([]User, Total, error) {
	ids, found, err := db.lookThrough(ctx, q)
	if err != nil {
		return nil, Total{}, err
	}
	all, err := db.count(ctx, "users", `aud = ?`, []any{q.Aud})
	if err != nil {
		return nil, Total{}, err
	}
	total := Total{Count: found}
	switch {
	case all.Count <= lookedThrough: // all users were searched
	case len(ids) >= q.Offset+q.Limit:
		total = Total{Count: found * all.Count / lookedThrough, Estimated: true}
	default:
		return db.findMore(ctx, q, ids)
	}
	order, _ := orderOf(q.OldestFirst)
	users, err := db.usersBy(ctx, `id IN ?`+order, []any{ids[min(q.Offset, len(ids)):]})
	return users, total, err
}

// lookThrough searches the first users of a list. It returns the matching ids as
// far as the page needs, and counts all matches.
func (db *DB) lookThrough(ctx context.Context, q UserQuery) (ids []string, found int, err error) {
	order, beyond := orderOf(q.OldestFirst)
	where, args := afterCursor(q.After, beyond, `aud = ?`, []any{q.Aud})
	holds, texts := q.matches()
	var rows []struct {
		ID    string
		Found int
	}
	err = db.many(ctx, &rows, `
		SELECT CAST(id AS text) AS id, count(*) OVER () AS found FROM (
			SELECT id, created_at, phone, email, raw_user_meta_data FROM auth.users WHERE `+where+order+` LIMIT ?) AS few
		WHERE `+holds+order+` LIMIT ?`, append(append(append(args, lookedThrough), texts...), q.Offset+q.Limit)...)
	for _, r := range rows {
		ids, found = append(ids, r.ID), r.Found
	}
	return ids, found, err
}

// findMore lists users with the ids and, among all users, those that begin with the
// filter. Further matches may exist.
func (db *DB) findMore(ctx context.Context, q UserQuery, ids []string) ([]User, Total, error) {
	order, beyond := orderOf(q.OldestFirst)
	begin, texts := q.matchesPrefix()
	var more []string
	if err := db.many(ctx, &more, begin, texts...); err != nil {
		return nil, Total{}, err
	}
	// As an expression, or SQLite would read the whole list in order to find the
	// ids.
	where, args := afterCursor(q.After, beyond, `id IN ? AND coalesce(aud, '') = ?`, []any{append(ids, more...), q.Aud})
	total := Total{Estimated: true}
	if err := db.one(ctx, &total.Count, `SELECT count(*) FROM auth.users WHERE `+where, args...); err != nil {
		return nil, total, err
	}
	users, err := db.usersBy(ctx, where+order+` LIMIT ? OFFSET ?`, append(args[:len(args):len(args)], q.Limit, q.Offset))
	return users, total, err
}

// matchesPrefix is the statement for the ids of users with a field that begins with
// the filter.
func (q UserQuery) matchesPrefix() (string, []any) {
	var parts []string
	var args []any
	add := func(column, known, text string) {
		parts = append(parts, `SELECT id FROM (SELECT CAST(id AS text) AS id FROM auth.users
			WHERE `+column+` >= ? AND `+column+` < ? AND `+known+` IS NOT NULL LIMIT ?) AS found`)
		args = append(args, text, text+last, foundByIndex)
	}
	if digits, is := digitsOf(q.Filter); is {
		add(`phone`, `phone`, digits)
	}
	if q.Number != "" {
		parts = append(parts, `SELECT CAST(id AS text) AS id FROM auth.users WHERE phone = ?`)
		args = append(args, q.Number)
	}
	for _, column := range []string{`email`, `raw_user_meta_data->>'full_name'`, `raw_user_meta_data->>'name'`} {
		add(`lower(`+column+`) COLLATE "C"`, column, strings.ToLower(q.Filter))
	}
	return strings.Join(parts, ` UNION `), args
}

// last sorts after every continuation of a text, in the order of bytes.
const last = "\U0010FFFF"

// matches is the condition that a user's number, e-mail or name contains the
// filter.
func (q UserQuery) matches() (string, []any) {
	part := containing(q.Filter)
	condition, args := matchesUser(q.Filter)
	if q.Number != "" {
		condition, args = condition+` OR phone = ?`, append(args, q.Number)
	}
	return `(` + condition + ` OR lower(raw_user_meta_data->>'full_name') LIKE lower(?) ESCAPE '\'
		OR lower(raw_user_meta_data->>'name') LIKE lower(?) ESCAPE '\')`, append(args, part, part)
}

// matchesUser is the condition that a user's e-mail contains the text, or the
// number does when the text could be part of one.
func matchesUser(text string) (string, []any) {
	condition, args := `lower(email) LIKE lower(?) ESCAPE '\'`, []any{containing(text)}
	if digits, is := digitsOf(text); is {
		condition, args = condition+` OR phone LIKE ?`, append(args, containing(digits))
	}
	return condition, args
}

// digitsOf returns the digits of a text that can be part of a number; is reports
// whether it can.
func digitsOf(text string) (digits string, is bool) {
	digits = strings.Map(func(r rune) rune {
		if strings.ContainsRune("+-(). ", r) {
			return -1
		}
		return r
	}, text)
	return digits, digits != "" && strings.Trim(digits, "0123456789") == ""
}

// containing is a LIKE pattern for texts that contain the text.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
