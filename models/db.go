package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// ErrNotFound is returned when the row does not exist.
var ErrNotFound = errors.New("not found")

// ErrTaken is returned when a row would break a uniqueness rule, such as two users
// with one number.
var ErrTaken = errors.New("taken")

// DB is a database or a transaction in one: Transact passes the same type.
type DB struct {
	gorm     *gorm.DB
	unsynced *gorm.DB // for writes that a crash may undo; nil in a transaction
	postgres bool
	pooling  *pooling    // of Postgres
	file     *sqliteFile // of SQLite; nil in a transaction
}

// Options configure a database.
type Options struct {
	URL            string                 // postgres://… or sqlite:<path>
	MaxConnections int                    // of the pool to Postgres
	Pooler         string                 // PoolerAuto (also ""), PoolerYes or PoolerNo
	ConnectionLife time.Duration          // longest use of a connection, minus up to a fifth; 0 for 30 minutes
	OnStatement    func(statement string) // called with each statement, without its values; may be nil
}

// Open connects and migrates the schema. Any number of processes may open one
// Postgres at once: one migrates, the others wait. It returns an Outage while the
// database does not answer; the caller may try again.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := connect(o)
	if err != nil {
		return nil, err
	}
	if err := db.translate(ctx, db.migrate(ctx)); err != nil {
		_ = db.Close() // the migration's error matters more
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
		DisableAutomaticPing:   true, // the first statement shows whether the database answers
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
		Logger:                 newStatementLog(o.OnStatement),
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
		return &DB{gorm: g, unsynced: g, postgres: true, pooling: pooling}, nil // on Postgres those tables are UNLOGGED
	}
	if err := checkSQLitePath(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	file, err := openSQLiteFile(path)
	if err != nil {
		return nil, fmt.Errorf("create database: %w", err)
	}
	g, err := openPool(openSQLite(file.path, syncAtCommit), config, sqliteConnections)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	unsynced, err := openPool(openSQLite(file.path, syncLater), config, 1)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &DB{gorm: g, unsynced: unsynced, file: file}, nil
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
	// As many idle connections as open ones: with the default of two, the pool
	// reconnects all the time under load.
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return g, nil
}

// Close closes all connections.
func (db *DB) Close() error {
	var problems []error
	for _, g := range []*gorm.DB{db.gorm, db.unsynced} {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close() // a second time does nothing
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// Kind names the database for logs: "postgres" or "sqlite".
func (db *DB) Kind() string {
	if db.postgres {
		return "postgres"
	}
	return "sqlite"
}
