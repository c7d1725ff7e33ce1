package models

import (
	"errors"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// IsRejected tells whether a database answered that it will never take these values,
// however often it is asked: they break a rule of the table or are none of the
// column's type. Everything else may be over in a moment.
func IsRejected(err error) bool {
	for _, known := range []error{ErrTaken, ErrNotFound, gorm.ErrCheckConstraintViolated} {
		if errors.Is(err, known) {
			return true
		}
	}
	var onSQLite *sqlite.Error
	if errors.As(err, &onSQLite) {
		switch onSQLite.Code() & 0xff { // the rest says more of the same
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
