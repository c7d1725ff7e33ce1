package models

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteConnections is small because SQLite has one writer, and readers need few.
const sqliteConnections = 4

// sqliteDialect is GORM's dialect for modernc.org/sqlite, which needs no C, unlike
// GORM's own SQLite driver.
type sqliteDialect struct{ dsn string }

// Values of PRAGMA synchronous: when commits reach the disk.
const (
	// syncAtCommit: at each commit. A spent code or an ended session must survive a
	// power cut.
	syncAtCommit = "FULL"

	// syncLater: with the next commit that syncs. A power cut may undo writes, but
	// does not corrupt the database.
	syncLater = "NORMAL"
)

func openSQLite(path, synchronous string) gorm.Dialector {
	q := url.Values{}
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "busy_timeout(10000)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "synchronous("+synchronous+")")
	// A transaction takes the write lock when it begins. If it took it later, two
	// readers that both want to write would fail instead of wait.
	q.Set("_txlock", "immediate")
	// Times are integers. As text, times of different zones would sort wrongly.
	q.Set("_time_integer_format", "unix_micro")
	q.Set("_inttotime", "1")
	q.Set("_timezone", "UTC")
	// createPrivate made the file. If it was removed since, a new connection must
	// not create an empty one.
	q.Set("mode", "rw")
	return sqliteDialect{dsn: "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()}
}

// createPrivate creates the database file, readable by its owner only. SQLite gives
// the files beside it the same mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (sqliteDialect) Name() string { return "sqlite" }

func (d sqliteDialect) Initialize(db *gorm.DB) error {
	pool, err := sql.Open("sqlite", d.dsn)
	if err != nil {
		return fmt.Errorf("open SQLite: %w", err)
	}
	db.ConnPool = pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE", "RETURNING"},
	})
	// SQLite has no row locks; its writers queue anyway.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

func (sqliteDialect) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db}} // unused: goose migrates
}

func (sqliteDialect) DataTypeOf(f *schema.Field) string { return string(f.DataType) }

func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

func (sqliteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') } // a builder in memory

func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	_, _ = w.WriteString(strconv.Quote(name)) // a builder in memory; names are our own
}

func (sqliteDialect) Explain(statement string, vars ...any) string {
	return logger.ExplainSQL(statement, nil, `"`, vars...)
}

func (sqliteDialect) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

func (sqliteDialect) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

// Translate turns SQLite's codes into GORM's errors.
func (sqliteDialect) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	}
	return err
}
