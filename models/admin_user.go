package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// AddUser stores a user made by an admin. It deletes an unproved sign-up with the
// number. ErrTaken when another user has the id, the number or the e-mail.
func (db *DB) AddUser(ctx context.Context, u *User) error {
	return db.Transact(ctx, func(tx *DB) error {
		if err := tx.dropUnproved(ctx, u.Phone, u.ID); err != nil {
			return err
		}
		return tx.create(ctx, u)
	})
}

// Edit is an admin's change of a user.
type Edit struct {
	UserID      string
	Change      func(*User) // changes the current row; must not block
	EndSessions bool
	Bans        bool // also ends all sessions, and remembers them in banned_sessions
	Now         time.Time
}

// EditUser changes a user under the row's lock and returns the user with factors. A
// new number cancels a pending change of number and voids the links that revert
// earlier ones. ErrNotFound when there is no such user; ErrTaken when another user
// has the number or the e-mail.
func (db *DB) EditUser(ctx context.Context, e Edit) (*User, error) {
	var u *User
	err := db.Transact(ctx, func(tx *DB) (err error) {
		if u, err = tx.lockUser(ctx, e.UserID); err != nil {
			return err
		}
		before := u.Phone
		u.UpdatedAt = e.Now
		e.Change(u)
		if u.Phone != before {
			u.WantedPhone = ""
			if err := tx.dropUnproved(ctx, u.Phone, u.ID); err != nil {
				return err
			}
			if err := tx.voidLinks(ctx, u.ID); err != nil {
				return err
			}
		}
		if err := tx.storeUser(ctx, u); err != nil {
			return err
		}
		switch {
		case e.Bans:
			return tx.endByBan(ctx, u.ID, e.Now)
		case e.EndSessions:
			_, err := tx.deleteSessions(ctx, u.ID, "")
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return u, db.withFactors(ctx, u)
}

// storeUser writes all columns of a locked row.
func (db *DB) storeUser(ctx context.Context, u *User) error {
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Select("*").UpdateColumns(u) })
	return err
}
