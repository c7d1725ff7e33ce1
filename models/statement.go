package models

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Transact runs f in one transaction and commits unless f returns an error. f must
// call nothing outside the database. When the transaction collides with another, f
// runs again and must not rely on variables from its first run. After an Outage of
// the commit it is unknown whether it happened.
func (db *DB) Transact(ctx context.Context, f func(tx *DB) error) error {
	return db.again(ctx, func() error {
		var inside error
		err := db.gorm.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			inside = f(&DB{gorm: g, postgres: db.postgres})
			return inside
		})
		if inside != nil {
			return inside // classified by run
		}
		return db.translate(ctx, err) // of BEGIN or COMMIT
	})
}

// inTransaction reports whether db was passed by Transact.
func (db *DB) inTransaction() bool { return db.unsynced == nil }

// sql adapts a statement, which is written for Postgres, to this database. SQLite
// has no schema "auth".
func (db *DB) sql(statement string) string {
	if db.postgres {
		return statement
	}
	return withoutPostgres.Replace(statement)
}

// withoutPostgres removes what only Postgres knows. SQLite compares texts as bytes
// anyway.
var withoutPostgres = strings.NewReplacer("auth.", "", ` COLLATE "C"`, "")

// run executes every statement, so that all errors are classified. It returns the
// number of rows.
func (db *DB) run(ctx context.Context, statement func(g *gorm.DB) *gorm.DB) (rows int64, err error) {
	err = db.again(ctx, func() error {
		r := statement(db.gorm.WithContext(ctx))
		rows = r.RowsAffected
		return db.translate(ctx, r.Error)
	})
	return rows, err
}

// one runs a statement that returns at most one row and scans it. ErrNotFound when
// there is none.
func (db *DB) one(ctx context.Context, row any, statement string, args ...any) error {
	n, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return scan(g.Raw(db.sql(statement), args...), row) })
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// many runs a statement and scans its rows into a pointer to a slice.
func (db *DB) many(ctx context.Context, rows any, statement string, args ...any) error {
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return scan(g.Raw(db.sql(statement), args...), rows) })
	return err
}

// scan reads the result of a statement into dest. GORM's own Scan formats the
// values into the text of each statement, for a log that could not filter them.
func scan(tx *gorm.DB, dest any) *gorm.DB {
	rows, err := tx.Rows()
	if err != nil {
		return tx // tx has the error
	}
	defer func() { _ = rows.Close() }() // a read error is returned anyway
	if !rows.Next() {
		tx.RowsAffected = 0
		_ = tx.AddError(rows.Err())
		return tx
	}
	_ = tx.ScanRows(rows, dest) // tx has the error
	if tx.RowsAffected == 0 {
		tx.RowsAffected = 1 // GORM does not count a single value whose type is ours
	}
	return tx
}

// exec runs a statement and returns how many rows it changed.
func (db *DB) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Exec(db.sql(statement), args...) })
}

// create inserts a row, or the rows of a slice.
func (db *DB) create(ctx context.Context, row any) error {
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Create(row) })
	return err
}

// createMissing inserts rows, all or none, except those whose id exists.
func (db *DB) createMissing(ctx context.Context, rows any) error {
	unless := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Clauses(unless).Create(rows) })
	return err
}

// translate separates broken uniqueness or references, outages and mistakes. It
// asks the dialect, because GORM does not when reading rows fails.
func (db *DB) translate(ctx context.Context, err error) error {
	if dialect, ok := db.gorm.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = dialect.Translate(err)
	}
	return judge(ctx, err)
}

const (
	// mostTries is how often a colliding statement or transaction runs. Of those
	// that collide one always succeeds, so few tries are enough.
	mostTries = 5

	// shortestPause doubles with each try. Half of the pause is random, or the same
	// transactions would collide again.
	shortestPause = 10 * time.Millisecond
)

// again repeats do while it collides with another transaction, within the time of
// ctx. It also repeats once after an answer from a read-only server or a statement
// made stale by a migration. Inside a transaction it runs do once, because the
// whole transaction must be repeated.
func (db *DB) again(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err // the time ran out before the statement; not an outage
		}
		err := db.once(do)
		if err == nil || db.inTransaction() || try == mostTries {
			return err
		}
		if (isReadOnly(err) || isStale(err)) && try == 1 {
			continue // the connection is closed; the next one may reach a writable server, or prepare the statement anew
		}
		if !isCollision(err) {
			return err
		}
		pause := shortestPause << try
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + rand.N(pause/2)):
		}
	}
}

// once runs do if the database file is in place, and closes read-only connections.
func (db *DB) once(do func() error) error {
	if db.file == nil {
		return do()
	}
	if err := db.file.check(); err != nil {
		return err
	}
	err := do()
	if o, ok := errors.AsType[*Outage](err); ok && o.Reason == ReadOnly {
		renew(db.gorm, sqliteConnections)
	}
	return err
}

// isReadOnly reports whether Postgres refused to write and did nothing.
func isReadOnly(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeReadOnly
}

// codeStalePlan is "feature not supported". A statement prepared before a migration
// gets it when it reads all columns of a table that has a new one.
const codeStalePlan = "0A000"

// isStale reports whether Postgres refused a statement prepared before a migration
// and did nothing.
func isStale(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeStalePlan
}

// isCollision reports whether the database rolled a transaction back because of a
// concurrent one: a serialization failure, a deadlock, or on SQLite a reader that
// wanted to write too late.
func isCollision(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "40001" || e.Code == "40P01"
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains([]int{sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_BUSY_RECOVERY}, e.Code())
}
