package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"phonelogin/models/phone"
)

// Import is the state of an import from another server. There is one row for each
// source database.
type Import struct {
	Source     string `gorm:"primaryKey"` // the database, without its password
	Progress   ImportProgress
	BeganAt    time.Time
	UpdatedAt  time.Time // heartbeat of the process that runs it; also its claim
	FinishedAt *time.Time
}

// ImportProgress counts what was imported in whole batches.
type ImportProgress struct {
	Running bool           `json:"running"` // a process runs it, or was killed
	After   string         `json:"after"`   // id of the last user read
	Total   int64          `json:"total"`   // users at the start
	Read    int64          `json:"read"`    // users
	Taken   map[string]int `json:"taken"`   // imported rows by type
	Left    map[string]int `json:"left"`    // skipped items by "what: reason"
	Report  int64          `json:"report"`  // bytes written to the report
}

// Scan reads a column.
func (p *ImportProgress) Scan(v any) error { return scanJSON(v, p) }

// Value writes a column.
func (p ImportProgress) Value() (driver.Value, error) { return valueJSON(p) }

// FindImport finds the import from a source. ErrNotFound when there was none.
func (db *DB) FindImport(ctx context.Context, source string) (*Import, error) {
	var i Import
	return &i, db.one(ctx, &i, `SELECT * FROM auth.imports WHERE source = ?`, source)
}

// BeginImport stores a new import. ErrTaken when another process stored one just
// now.
func (db *DB) BeginImport(ctx context.Context, i *Import) error { return db.create(ctx, i) }

// MoveImport stores the progress of an import and renews the claim. ErrNotFound
// when the row changed since it was read: another process runs the import.
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
	Import *Import // as read; updated
	Now    time.Time

	IDs, Emails []string // users here with one of these, or of Phones, conflict
	Phones      []phone.Number

	// Judge receives the conflicting users, with only these three columns, and
	// chooses the rows to store. It may be called again; it must not block.
	Judge func(inTheWay []User) (*Imported, error)
}

// Imported holds the rows of a batch and the progress after it.
type Imported struct {
	Progress ImportProgress
	Users    []User
	Factors  []MFAFactor
	Sessions []Session
	Tokens   []RefreshToken
}

// importTries is how often a batch is decided again because somebody signed up
// between Judge and the insert.
const importTries = 5

// KeepImported stores a batch and its progress in one transaction, so that a killed
// import continues where it was. ErrNotFound when another process runs this import;
// ErrTaken when a row breaks a rule that Judge missed.
func (db *DB) KeepImported(ctx context.Context, s ImportStep) error {
	var err error
	for range importTries {
		if err = db.tryKeepImported(ctx, s); !errors.Is(err, ErrTaken) {
			return err
		}
	}
	return err
}

func (db *DB) tryKeepImported(ctx context.Context, s ImportStep) error {
	var state Import
	err := db.Transact(ctx, func(tx *DB) error {
		state = *s.Import
		var conflicting []User
		err := tx.many(ctx, &conflicting, `
			SELECT id, phone, email FROM auth.users WHERE id IN ? OR phone IN ? OR email IN ?`,
			orNobodyIn(s.IDs), orNobodyIn(s.Phones), orNobodyIn(s.Emails))
		if err != nil {
			return fmt.Errorf("find users: %w", err)
		}
		rows, err := s.Judge(conflicting)
		if err != nil {
			return err
		}
		if err := tx.insertImported(ctx, rows); err != nil {
			return err
		}
		state.Progress = rows.Progress
		return tx.MoveImport(ctx, &state, s.Now)
	})
	if err == nil {
		*s.Import = state
	}
	return err
}

// orNobodyIn makes a list fit for IN, which must not be empty.
func orNobodyIn[T ~string](list []T) []T {
	if len(list) == 0 {
		return []T{nobody}
	}
	return list
}

// insertImported inserts many rows in a statement. SQLite takes at most 32766
// values in one.
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
