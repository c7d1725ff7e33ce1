package models

import (
	"context"

	"phonelogin/models/phone"
)

// UserQuery selects users of an audience, in the order of their creation.
type UserQuery struct {
	Aud         string
	Filter      string       // part of the number, e-mail or name; "" for all. See findUsers
	Number      phone.Number // also find the user with exactly this number; "" for none
	OldestFirst bool         // otherwise newest first
	After       Cursor       // start after this user; zero for the first page
	Offset      int          // users to skip
	Limit       int
}

// Users lists users with factors, in at most two statements without a filter.
func (db *DB) Users(ctx context.Context, q UserQuery) ([]User, error) {
	if q.Filter != "" {
		users, _, err := db.findUsers(ctx, q)
		return users, err
	}
	order, beyond := orderOf(q.OldestFirst)
	where, args := afterCursor(q.After, beyond, `aud = ?`, []any{q.Aud})
	// The index skips users before the offset, so their rows are not read.
	return db.usersBy(ctx, `id IN (SELECT id FROM auth.users WHERE `+where+order+` LIMIT ? OFFSET ?)`+order,
		append(args, q.Limit, q.Offset))
}

// UsersAndTotal also counts the users on all pages.
func (db *DB) UsersAndTotal(ctx context.Context, q UserQuery) ([]User, Total, error) {
	if q.Filter != "" {
		return db.findUsers(ctx, q)
	}
	users, err := db.Users(ctx, q)
	if err != nil {
		return nil, Total{}, err
	}
	n, err := db.count(ctx, "users", `aud = ?`, []any{q.Aud})
	return users, n, err
}

func (db *DB) usersBy(ctx context.Context, where string, args []any) ([]User, error) {
	users := []User{}
	if err := db.many(ctx, &users, `SELECT * FROM auth.users WHERE `+where, args...); err != nil {
		return nil, err
	}
	return users, db.withFactorsOfAll(ctx, users)
}

// withFactorsOfAll loads the factors of users, in one statement or none.
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
