package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// OutageReason says why a database does not work. It holds no secrets: probes show
// it.
type OutageReason string

// The reasons of outages.
const (
	Unreachable OutageReason = "unreachable" // no answer, or the connection broke
	Refused     OutageReason = "refused"     // access denied for this role or database
	Overloaded  OutageReason = "overloaded"  // no connection, memory or lock left
	ReadOnly    OutageReason = "read_only"   // it is a standby, or was made read-only
	Full        OutageReason = "full"        // its disk is full
	TimedOut    OutageReason = "timeout"     // slower than the caller's deadline
	Broken      OutageReason = "broken"      // it failed for a reason outside the statement
)

// An Outage is an error of the database itself. The statement was right and may
// work later. It is unknown whether it was carried out.
type Outage struct {
	Reason OutageReason
	cause  error
}

func (o *Outage) Error() string { return "database " + string(o.Reason) + ": " + o.cause.Error() }

func (o *Outage) Unwrap() error { return o.cause }

// IsOutage reports whether err comes from an outage.
func IsOutage(err error) bool {
	var o *Outage
	return errors.As(err, &o)
}

// judge classifies an error of a statement: an answer (ErrTaken, ErrNotFound), a
// caller who left (context.Canceled), a mistake of this program, which is returned
// unchanged, or else an outage. Unknown errors are outages: clients discard their
// sessions after an error that seems final.
func judge(ctx context.Context, err error) error {
	switch {
	case err == nil, IsOutage(err), errors.Is(err, ErrTaken), errors.Is(err, ErrNotFound):
		return err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return ErrTaken
	case errors.Is(err, gorm.ErrForeignKeyViolated): // the referenced row was deleted meanwhile
		return ErrNotFound
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("%w: %w", context.Canceled, err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return ofPostgres(e, err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code() != sqlite3.SQLITE_INTERRUPT {
		return ofSQLite(e, err)
	}
	switch {
	case isMistake(err):
		return err
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return &Outage{TimedOut, err}
	}
	return &Outage{Unreachable, err}
}

// ofPostgres classifies by SQLSTATE (Postgres manual, appendix A): by the whole
// code, else by its class.
func ofPostgres(e *pgconn.PgError, err error) error {
	class := ""
	if len(e.Code) == 5 {
		class = e.Code[:2]
	}
	if reason, ok := postgresCodes[e.Code]; ok {
		return &Outage{reason, err}
	}
	if slices.Contains(ourClasses, class) {
		return err
	}
	if reason, ok := postgresClasses[class]; ok {
		return &Outage{reason, err}
	}
	return &Outage{Broken, err}
}

// ourClasses are the classes of wrong statements and values.
var ourClasses = []string{
	"02", "03", "0A", "0B", "0F", "0L", "0P", "20", "21", "22", "23", "24", "25", "26", "27", "2B", "2D", "2F",
	"34", "38", "39", "3B", "42", "44", "P0",
}

var postgresClasses = map[string]OutageReason{
	"08": Unreachable, "28": Refused, "3D": Refused, "53": Overloaded, "55": Overloaded, "57": Unreachable,
}

// codeReadOnly is the code with which a standby refuses writes.
const codeReadOnly = "25006"

// postgresCodes are the codes that differ from their class.
var postgresCodes = map[string]OutageReason{
	"0A000":      Broken, // feature not supported: a plan that another replica's migration made stale
	codeReadOnly: ReadOnly,
	"25P03":      TimedOut, // idle in transaction
	"25P04":      TimedOut, // transaction timeout
	"26000":      Broken,   // invalid prepared statement: a pooler gave it another connection
	"42P05":      Broken,   // duplicate prepared statement: the same
	"3F000":      Broken,   // no such schema: there was one at start, so a restore is under way
	"42P01":      Broken,   // no such table: the same
	"42501":      Refused,  // the role lost a right
	"40001":      Overloaded,
	"40P01":      Overloaded,
	"53100":      Full,
	"55P03":      TimedOut, // lock not available in time
	"57014":      TimedOut, // statement timeout
	"58030":      Broken,   // input or output failed
}

// ofSQLite classifies by SQLite's primary code; extended codes only refine it.
func ofSQLite(e *sqlite.Error, err error) error {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_ERROR:
		if strings.Contains(e.Error(), "no such table") { // as with Postgres
			return &Outage{Broken, err}
		}
		return err
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_TOOBIG:
		return err
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM:
		return &Outage{Overloaded, err}
	case sqlite3.SQLITE_READONLY:
		return &Outage{ReadOnly, err}
	case sqlite3.SQLITE_FULL:
		return &Outage{Full, err}
	case sqlite3.SQLITE_CANTOPEN:
		return &Outage{Unreachable, err}
	}
	return &Outage{Broken, err} // SQLITE_IOERR, _CORRUPT, _NOTADB and the like
}

// isMistake recognises errors of the libraries between statement and database, such
// as values that do not fit. Most of them have no type of their own.
func isMistake(err error) bool {
	for _, known := range []error{
		gorm.ErrRecordNotFound, gorm.ErrInvalidField, gorm.ErrInvalidData, gorm.ErrInvalidValue, gorm.ErrModelValueRequired,
		gorm.ErrUnsupportedRelation, gorm.ErrPrimaryKeyRequired, gorm.ErrMissingWhereClause, gorm.ErrEmptySlice,
		gorm.ErrInvalidTransaction, gorm.ErrCheckConstraintViolated,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return true
	}
	text := err.Error()
	return slices.ContainsFunc([]string{
		"sql: Scan error", "sql: converting", "sql: expected", "failed to encode args", "can't scan into dest",
		"extended protocol limited to", "unsupported data type", "unsupported Scan",
	}, func(part string) bool { return strings.Contains(text, part) })
}
