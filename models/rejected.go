package models

import (
	"errors"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// IsRejected reports whether the database will never accept these values: they
// break a rule of the table or have the wrong type. Other errors may pass with
// time.
func IsRejected(err error) bool {
	for _, known := range []error{ErrTaken, ErrNotFound, gorm.ErrCheckConstraintViolated} {
		if errors.Is(err, known) {
			return true
		}
	}
	var onSQLite *sqlite.Error
	if errors.As(err, &onSQLite) {
		switch onSQLite.Code() & 0xff { // extended codes refine these
		case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG:
			return true
		}
	}
	var onPostgres interface{ SQLState() string }
	if !errors.As(err, &onPostgres) || len(onPostgres.SQLState()) != 5 {
		return false
	}
	switch onPostgres.SQLState()[:2] {
	case "22", "23", "54": // data, integrity, program limits
		return true
	}
	return false
}
