// Package models holds the rows of the product and their statements. It is the
// only room that knows GORM and SQL. The same statements run on Postgres, where
// the tables live in schema auth, and on the embedded SQLite; where a dialect
// allows one statement instead of several, the method says so.
package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// ErrNotFound is the answer where a row was asked for that does not exist.
var ErrNotFound = errors.New("not found")

// ErrTaken is the answer where a row would break a rule of uniqueness, such as
// two users with one number.
var ErrTaken = errors.New("taken")

// DB is a database, or a transaction in one: Transact hands out the same type.
type DB struct {
	gorm     *gorm.DB
	loose    *gorm.DB // for rows that a crash may take back; nil in a transaction
	postgres bool
	pooling  *pooling // of Postgres
}

// Options say how to open a database.
type Options struct {
	URL            string                 // postgres://… or sqlite:<path>
	MaxConnections int                    // of the pool to Postgres
	Pooler         string                 // PoolerAuto, which "" is, PoolerYes or PoolerNo
	Trace          func(statement string) // told each statement, without its values; may be nil
}

// Open connects and brings the schema up to date. Any number of processes may
// do so at once on one Postgres: one migrates, the others wait for it.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := connect(o)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		_ = db.Close() // the migration's error is the one to tell
		return nil, err
	}
	return db, nil
}

func connect(o Options) (*DB, error) {
	path, isSQLite := strings.CutPrefix(o.URL, "sqlite:")
	config := &gorm.Config{
		// Every method either is one statement or opens its own transaction.
		SkipDefaultTransaction: true,
		TranslateError:         true,
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
		Logger:                 newTracer(o.Trace),
	}
	if !isSQLite {
		config.NamingStrategy = schema.NamingStrategy{TablePrefix: "auth."}
		dialector, pooling, err := openPostgres(o)
		if err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		g, err := openPool(dialector, config, o.MaxConnections)
		if err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		return &DB{gorm: g, loose: g, postgres: true, pooling: pooling}, nil // such tables are UNLOGGED
	}
	if err := checkSQLitePath(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := createPrivate(path); err != nil {
		return nil, fmt.Errorf("create database: %w", err)
	}
	g, err := openPool(openSQLite(path, syncAtCommit), config, sqliteConnections)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	loose, err := openPool(openSQLite(path, syncLater), config, 1)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &DB{gorm: g, loose: loose}, nil
}

func openPool(dialector gorm.Dialector, config *gorm.Config, connections int) (*gorm.DB, error) {
	c := *config // gorm writes into it
	g, err := gorm.Open(dialector, &c)
	if err != nil {
		return nil, err
	}
	pool, err := g.DB()
	if err != nil {
		return nil, err
	}
	// As many idle as open: with the default of two idle ones, load makes the
	// pool connect anew all the time.
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return g, nil
}

// Close gives all connections back.
func (db *DB) Close() error {
	var problems []error
	for _, g := range []*gorm.DB{db.gorm, db.loose} {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close() // a second time does nothing
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	pool, err := db.gorm.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Kind names the database for logs: "postgres" or "sqlite".
func (db *DB) Kind() string {
	if db.postgres {
		return "postgres"
	}
	return "sqlite"
}

// Transact runs f in one transaction and commits unless f returns an error.
// Nothing outside the database may be called in f.
func (db *DB) Transact(ctx context.Context, f func(tx *DB) error) error {
	return db.gorm.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return f(&DB{gorm: g, postgres: db.postgres})
	})
}

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

// one runs a statement that yields at most one row and scans it into row.
func (db *DB) one(ctx context.Context, row any, statement string, args ...any) error {
	r := db.gorm.WithContext(ctx).Raw(db.sql(statement), args...).Scan(row)
	if r.Error != nil {
		return db.translate(r.Error)
	}
	if r.RowsAffected == 0 {
		return ErrNotFound
	}
	return nil
}

// many runs a statement and scans its rows into rows, a pointer to a slice.
func (db *DB) many(ctx context.Context, rows any, statement string, args ...any) error {
	return db.translate(db.gorm.WithContext(ctx).Raw(db.sql(statement), args...).Scan(rows).Error)
}

// exec runs a statement and tells how many rows it changed.
func (db *DB) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	r := db.gorm.WithContext(ctx).Exec(db.sql(statement), args...)
	return r.RowsAffected, db.translate(r.Error)
}

// create inserts one row.
func (db *DB) create(ctx context.Context, row any) error {
	return db.translate(db.gorm.WithContext(ctx).Create(row).Error)
}

// createMissing inserts rows, all or none, and leaves those alone whose id is there.
func (db *DB) createMissing(ctx context.Context, rows any) error {
	unless := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}
	return db.translate(db.gorm.WithContext(ctx).Clauses(unless).Create(rows).Error)
}

// translate tells broken rules of uniqueness and reference from faults. GORM does not
// ask the dialect when rows fail while they are read.
func (db *DB) translate(err error) error {
	if dialect, ok := db.gorm.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = dialect.Translate(err)
	}
	switch {
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return ErrTaken
	case errors.Is(err, gorm.ErrForeignKeyViolated): // what the row hangs on was deleted meanwhile
		return ErrNotFound
	}
	return err
}
