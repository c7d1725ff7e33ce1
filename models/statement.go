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

// Transact runs f in one transaction and commits unless f returns an error.
// Nothing outside the database may be called in f. Where the transaction collides
// with another, f runs again from its beginning, and must not build on what it
// left in variables. An Outage of the commit leaves open whether it happened.
func (db *DB) Transact(ctx context.Context, f func(tx *DB) error) error {
	return db.again(ctx, func() error {
		var inside error
		err := db.gorm.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			inside = f(&DB{gorm: g, postgres: db.postgres})
			return inside
		})
		if inside != nil {
			return inside // its statements were judged where they ran
		}
		return db.translate(ctx, err) // of BEGIN or COMMIT
	})
}

// inTransaction reports whether db is what Transact hands out.
func (db *DB) inTransaction() bool { return db.unsynced == nil }

// sql is a statement in this database's dialect: it is written for Postgres,
// and SQLite has no schema "auth".
func (db *DB) sql(statement string) string {
	if db.postgres {
		return statement
	}
	return withoutPostgres.Replace(statement)
}

// withoutPostgres takes out what only Postgres has. SQLite compares texts as bytes.
var withoutPostgres = strings.NewReplacer("auth.", "", ` COLLATE "C"`, "")

// run is the door to the database: every statement passes here, so that its
// errors are judged. It tells how many rows there were.
func (db *DB) run(ctx context.Context, statement func(g *gorm.DB) *gorm.DB) (rows int64, err error) {
	err = db.again(ctx, func() error {
		r := statement(db.gorm.WithContext(ctx))
		rows = r.RowsAffected
		return db.translate(ctx, r.Error)
	})
	return rows, err
}

// one runs a statement that yields at most one row and scans it into row.
func (db *DB) one(ctx context.Context, row any, statement string, args ...any) error {
	n, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return scan(g.Raw(db.sql(statement), args...), row) })
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// many runs a statement and scans its rows into rows, a pointer to a slice.
func (db *DB) many(ctx context.Context, rows any, statement string, args ...any) error {
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return scan(g.Raw(db.sql(statement), args...), rows) })
	return err
}

// scan reads what a statement yields into dest. GORM's own Scan writes the values
// into the text of each statement, for a log that is not ours to filter.
func scan(tx *gorm.DB, dest any) *gorm.DB {
	rows, err := tx.Rows()
	if err != nil {
		return tx // it has the error
	}
	defer func() { _ = rows.Close() }() // its error, if any, is that of reading
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

// exec runs a statement and tells how many rows it changed.
func (db *DB) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Exec(db.sql(statement), args...) })
}

// create inserts one row, or those of a slice.
func (db *DB) create(ctx context.Context, row any) error {
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Create(row) })
	return err
}

// createMissing inserts rows, all or none, and leaves those alone whose id is there.
func (db *DB) createMissing(ctx context.Context, rows any) error {
	unless := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}
	_, err := db.run(ctx, func(g *gorm.DB) *gorm.DB { return g.Clauses(unless).Create(rows) })
	return err
}

// translate tells broken rules of uniqueness and reference, outages and mistakes
// apart. GORM does not ask the dialect when rows fail while they are read.
func (db *DB) translate(ctx context.Context, err error) error {
	if dialect, ok := db.gorm.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = dialect.Translate(err)
	}
	return judge(ctx, err)
}

const (
	// mostTries is how often something is tried that collides with others. Of those
	// that collide one always gets through, so few tries are enough.
	mostTries = 5

	// shortestPause grows with each try; the half of it is random, or all would
	// meet again.
	shortestPause = 10 * time.Millisecond
)

// again does something until it does not collide with another transaction, within
// the time of ctx; and once more after a server that only reads, or a statement that
// a migration made stale. Inside a transaction it does it once: the whole must be
// tried again.
func (db *DB) again(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err // the time was over before the database was asked: no fault of its own
		}
		err := db.once(do)
		if err == nil || db.inTransaction() || try == mostTries {
			return err
		}
		if (isReadOnly(err) || isStale(err)) && try == 1 {
			continue // the connection is gone, and the next may lead to a server that writes, or know the new columns
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

// once does something where the file of the database is in its place, and lets go of
// connections that turn out to be read-only.
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

// isReadOnly reports whether Postgres refused to write, and so did nothing.
func isReadOnly(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeReadOnly
}

// codeStalePlan is "feature not supported". Of our statements those that were
// prepared before a migration meet it, where they read all columns of a table that
// has got one more.
const codeStalePlan = "0A000"

// isStale reports whether Postgres refused a statement that was prepared before a
// migration, and so did nothing.
func isStale(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeStalePlan
}

// isCollision reports whether the database undid a transaction because of another
// that ran at the same time: a serialization failure, a deadlock, or on SQLite a
// reader that wanted to write too late.
func isCollision(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "40001" || e.Code == "40P01"
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains([]int{sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_BUSY_RECOVERY}, e.Code())
}
