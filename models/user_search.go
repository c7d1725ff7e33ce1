package models

import (
	"context"
	"strings"
)

// No index of both databases finds a text in the middle of another one. So a filter
// finds any part in the first users of a list, and in all others what begins with it.
const (
	// lookedThrough users are read, the first of the list: some 100 ms.
	lookedThrough = 50_000

	// foundByIndex users are found of those that begin with a text, by each of number,
	// e-mail and the two names.
	foundByIndex = 1000
)

// findUsers lists the users whose number, e-mail or name holds q.Filter. Of those
// beyond the first lookedThrough of the list it finds the ones whose number, e-mail
// or name begins with it.
func (db *DB) findUsers(ctx context.Context, q UserQuery) ([]User, Total, error) {
	looked, found, err := db.lookThrough(ctx, q)
	if err != nil {
		return nil, Total{}, err
	}
	some, args := q.first()
	holds, texts := named(q.Filter)
	where, args := `id IN (SELECT id FROM (`+some+`) AS few WHERE `+holds, append(args, texts...)
	total := Total{Count: found}
	switch {
	case looked < lookedThrough: // these are all
	case found >= q.Offset+q.Limit:
		all, err := db.count(ctx, "users", `aud = ?`, []any{q.Aud})
		if err != nil {
			return nil, Total{}, err
		}
		total = Total{Count: found * (all.Count / looked), Estimated: true}
	default:
		begin, texts := q.begins()
		where, args = where+begin, append(args, texts...)
		if total, err = db.countFound(ctx, where+`)`, args); err != nil {
			return nil, Total{}, err
		}
	}
	order, beyond := orderOf(q.OldestFirst)
	where, args = behind(q.After, beyond, where+`) AND aud = ?`, append(args, q.Aud))
	users, err := db.usersBy(ctx, where+order+` LIMIT ? OFFSET ?`, append(args, q.Limit, q.Offset))
	return users, total, err
}

// lookThrough tells how many users there are to look through, and how many of them
// hold the filter.
func (db *DB) lookThrough(ctx context.Context, q UserQuery) (looked, found int, err error) {
	some, args := q.first()
	holds, texts := named(q.Filter)
	var n struct{ Looked, Found int }
	err = db.one(ctx, &n, `SELECT count(*) AS looked, count(CASE WHEN `+holds+` THEN 1 END) AS found FROM (`+some+`) AS few`,
		append(texts, args...)...)
	return n.Looked, n.Found, err
}

// first is the statement that yields the users to look through.
func (q UserQuery) first() (string, []any) {
	order, beyond := orderOf(q.OldestFirst)
	where, args := behind(q.After, beyond, `aud = ?`, []any{q.Aud})
	return `SELECT id, phone, email, raw_user_meta_data FROM auth.users WHERE ` + where + order + ` LIMIT ?`,
		append(args, lookedThrough)
}

// countFound counts users by a condition that is bounded in itself.
func (db *DB) countFound(ctx context.Context, where string, args []any) (Total, error) {
	total := Total{Estimated: true} // there may be more that nobody looked at
	return total, db.one(ctx, &total.Count, `SELECT count(*) FROM auth.users WHERE `+where, args...)
}

// begins adds to the ids of users those of whom something begins with the filter.
func (q UserQuery) begins() (string, []any) {
	var union strings.Builder
	var args []any
	add := func(column, known, text string) {
		union.WriteString(` UNION SELECT id FROM (SELECT id FROM auth.users
			WHERE ` + column + ` >= ? AND ` + column + ` < ? AND ` + known + ` IS NOT NULL LIMIT ?) AS found`)
		args = append(args, text, text+last, foundByIndex)
	}
	if digits, is := digitsOf(q.Filter); is {
		add(`phone`, `phone`, digits)
	}
	for _, column := range []string{`email`, `raw_user_meta_data->>'full_name'`, `raw_user_meta_data->>'name'`} {
		add(`lower(`+column+`) COLLATE "C"`, column, strings.ToLower(q.Filter))
	}
	return union.String(), args
}

// last comes after everything that a text can go on with, in the order of bytes.
const last = "\U0010FFFF"

// named is the condition that a user's number, e-mail or name holds the text.
func named(text string) (string, []any) {
	part := containing(text)
	condition, args := isNamed(text)
	return `(` + condition + ` OR lower(raw_user_meta_data->>'full_name') LIKE lower(?) ESCAPE '\'
		OR lower(raw_user_meta_data->>'name') LIKE lower(?) ESCAPE '\')`, append(args, part, part)
}

// isNamed is the condition that a user's e-mail, or number where the text could be
// part of one, holds the text.
func isNamed(text string) (string, []any) {
	condition, args := `lower(email) LIKE lower(?) ESCAPE '\'`, []any{containing(text)}
	if digits, is := digitsOf(text); is {
		condition, args = condition+` OR phone LIKE ?`, append(args, containing(digits))
	}
	return condition, args
}

// digitsOf tells whether a text can be part of a number, and what of it is stored.
func digitsOf(text string) (digits string, is bool) {
	digits = strings.Map(func(r rune) rune {
		if strings.ContainsRune("+-(). ", r) {
			return -1
		}
		return r
	}, text)
	return digits, digits != "" && strings.Trim(digits, "0123456789") == ""
}

// containing is a pattern of LIKE for what has the text anywhere in it.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
