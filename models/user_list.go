package models

import (
	"context"
	"strings"
	"time"
)

// UserQuery asks for users of an audience, in the order in which they were made.
type UserQuery struct {
	Aud         string
	Filter      string   // part of the number, e-mail or name; "" for all
	Number      string   // who has just this number is found as well; "" for nobody
	OldestFirst bool     // else the newest come first
	After       UserMark // begin behind this user; zero for the beginning
	Offset      int      // users to pass over
	Limit       int
}

// UserMark is a user's place in the order.
type UserMark struct {
	CreatedAt time.Time
	ID        string
}

// Users lists users with factors, in at most two statements.
func (db *DB) Users(ctx context.Context, q UserQuery) ([]User, error) {
	where, args := q.where()
	beyond, order := `<`, `DESC`
	if q.OldestFirst {
		beyond, order = `>`, `ASC`
	}
	if q.After != (UserMark{}) {
		where += ` AND (created_at, id) ` + beyond + ` (?, ?)`
		args = append(args, q.After.CreatedAt, q.After.ID)
	}
	users := []User{}
	err := db.many(ctx, &users, `
		SELECT * FROM auth.users WHERE `+where+`
		ORDER BY created_at `+order+`, id `+order+` LIMIT ? OFFSET ?`, append(args, q.Limit, q.Offset)...)
	if err != nil {
		return nil, err
	}
	return users, db.withFactorsOfAll(ctx, users)
}

// CountUsers tells how many users there are in all pages.
func (db *DB) CountUsers(ctx context.Context, q UserQuery) (int, error) {
	where, args := q.where()
	var n int
	return n, db.one(ctx, &n, `SELECT count(*) FROM auth.users WHERE `+where, args...)
}

func (q UserQuery) where() (string, []any) {
	where, args := `aud = ?`, []any{q.Aud}
	if q.Filter == "" {
		return where, args
	}
	found, values := isNamed(q.Filter)
	if q.Number != "" {
		found, values = found+` OR phone = ?`, append(values, q.Number)
	}
	found += ` OR lower(raw_user_meta_data->>'full_name') LIKE lower(?) ESCAPE '\'
		OR lower(raw_user_meta_data->>'name') LIKE lower(?) ESCAPE '\'`
	part := containing(q.Filter)
	return where + ` AND (` + found + `)`, append(append(args, values...), part, part)
}

// isNamed is the condition that a user's e-mail, or number where the text could be
// part of one, holds the text.
func isNamed(text string) (string, []any) {
	condition, args := `lower(email) LIKE lower(?) ESCAPE '\'`, []any{containing(text)}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("+-(). ", r) {
			return -1
		}
		return r
	}, text)
	if digits != "" && strings.Trim(digits, "0123456789") == "" {
		condition, args = condition+` OR phone LIKE ?`, append(args, containing(digits))
	}
	return condition, args
}

// containing is a pattern of LIKE for what has the text anywhere in it.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// withFactorsOfAll completes users as withFactors does, in one statement or none.
func (db *DB) withFactorsOfAll(ctx context.Context, users []User) error {
	byID, ids := map[string]*User{}, []string{}
	for i := range users {
		if users[i].Factors > 0 {
			byID[users[i].ID] = &users[i]
			ids = append(ids, users[i].ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []MFAFactor
	err := db.many(ctx, &rows, `SELECT * FROM auth.mfa_factors WHERE user_id IN ? ORDER BY created_at, id`, ids)
	for _, f := range rows {
		u := byID[f.UserID]
		u.FactorRows = append(u.FactorRows, f)
	}
	return err
}
