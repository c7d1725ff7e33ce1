package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"phonelogin/auth/phone"
)

// Import is how far the taking over of another server's users has come. There is
// one row for each database that was read.
type Import struct {
	Source     string `gorm:"primaryKey"` // names the database without its password
	Progress   ImportProgress
	BeganAt    time.Time
	UpdatedAt  time.Time // also the sign of life of whoever runs it, and their claim to it
	FinishedAt *time.Time
}

// ImportProgress is what has been done, in whole batches.
type ImportProgress struct {
	Running bool           `json:"running"` // somebody is at it, or was killed
	After   string         `json:"after"`   // the last user that was read
	Total   int64          `json:"total"`   // users that there were at the beginning
	Read    int64          `json:"read"`    // users
	Taken   map[string]int `json:"taken"`   // rows by what they are
	Left    map[string]int `json:"left"`    // what was not taken, by "what: reason"
	Report  int64          `json:"report"`  // bytes that were written to the report
}

// Scan reads a column.
func (p *ImportProgress) Scan(v any) error { return scanJSON(v, p) }

// Value writes a column.
func (p ImportProgress) Value() (driver.Value, error) { return valueJSON(p) }

// FindImport is the state of the import from a source. ErrNotFound when there was
// none.
func (db *DB) FindImport(ctx context.Context, source string) (*Import, error) {
	var i Import
	return &i, db.one(ctx, &i, `SELECT * FROM auth.imports WHERE source = ?`, source)
}

// BeginImport stores a new one. ErrTaken when somebody else just did.
func (db *DB) BeginImport(ctx context.Context, i *Import) error { return db.create(ctx, i) }

// MoveImport writes the state of an import down and makes it this one's.
// ErrNotFound when it is not as it was read any more: somebody else is at it.
func (db *DB) MoveImport(ctx context.Context, i *Import, now time.Time) error {
	n, err := db.exec(ctx, `
		UPDATE auth.imports SET progress = ?, began_at = ?, updated_at = ?, finished_at = ?
		WHERE source = ? AND updated_at = ?`, i.Progress, i.BeganAt, now, i.FinishedAt, i.Source, i.UpdatedAt)
	switch {
	case err != nil:
		return err
	case n == 0:
		return ErrNotFound
	}
	i.UpdatedAt = now
	return nil
}

// ImportStep is one batch of users to store.
type ImportStep struct {
	Import *Import // as it was read; brought up to date
	Now    time.Time

	IDs, Emails []string
	Phones      []phone.Number // whose rows here would be in the way

	// Judge is told the rows that are in the way, with nothing but these three
	// columns, and picks what to store. It may be called again; it must not wait
	// or dial.
	Judge func(inTheWay []User) (*Imported, error)
}

// Imported are the rows of a batch, and the progress that it makes.
type Imported struct {
	Progress ImportProgress
	Users    []User
	Factors  []MFAFactor
	Sessions []Session
	Tokens   []RefreshToken
}

// importTries is how often a batch is judged again because somebody signed up
// between the judgement and the writing.
const importTries = 5

// KeepImported stores a batch and the progress that it makes in one transaction,
// so that an import that is killed goes on where it was. ErrNotFound when somebody
// else is at this import; ErrTaken when a row breaks a rule that Judge let pass.
func (db *DB) KeepImported(ctx context.Context, s ImportStep) error {
	var err error
	for range importTries {
		if err = db.keepImported(ctx, s); !errors.Is(err, ErrTaken) {
			return err
		}
	}
	return err
}

func (db *DB) keepImported(ctx context.Context, s ImportStep) error {
	var held Import
	err := db.Transact(ctx, func(tx *DB) error {
		held = *s.Import
		var there []User
		err := tx.many(ctx, &there, `
			SELECT id, phone, email FROM auth.users WHERE id IN ? OR phone IN ? OR email IN ?`,
			orNobodyIn(s.IDs), orNobodyIn(s.Phones), orNobodyIn(s.Emails))
		if err != nil {
			return fmt.Errorf("find users: %w", err)
		}
		rows, err := s.Judge(there)
		if err != nil {
			return err
		}
		if err := tx.insertImported(ctx, rows); err != nil {
			return err
		}
		held.Progress = rows.Progress
		return tx.MoveImport(ctx, &held, s.Now)
	})
	if err == nil {
		*s.Import = held
	}
	return err
}

// orNobodyIn is a list for IN, where an empty one is no statement.
func orNobodyIn[T ~string](list []T) []T {
	if len(list) == 0 {
		return []T{nobody}
	}
	return list
}

// insertImported stores rows many at a time. There are at most 32766 values in
// one statement of SQLite.
func (db *DB) insertImported(ctx context.Context, rows *Imported) error {
	for _, table := range []struct {
		name   string
		rows   any
		atOnce int
	}{
		{"users", &rows.Users, 500},
		{"factors", &rows.Factors, 500},
		{"sessions", &rows.Sessions, 1000},
		{"refresh tokens", &rows.Tokens, 2000},
	} {
		_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.CreateInBatches(table.rows, table.atOnce) })
		if err != nil {
			return fmt.Errorf("store %s: %w", table.name, err)
		}
	}
	return nil
}
