package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Errors of OpenGoTrue that are the operator's.
var (
	ErrNotGoTrue  = errors.New("has no table users with a column phone")
	ErrRowsHidden = errors.New("row level security hides its rows from this role: read as their owner, or as a role with BYPASSRLS")
	ErrSameTables = errors.New("is where this server keeps its own tables, which have the same names: give it a database of its own")
	errNotURL     = errors.New("not a URL of the form postgres://user@host:port/database")
	errNotSchema  = errors.New("not a name of a schema")
)

// GoTrue is the database of another server, of which nothing but the reading is
// done: every statement runs in a transaction that may not write (wire contract,
// section 14). Older databases lack columns and tables, so what there is was
// looked up once.
type GoTrue struct {
	db      *DB
	schema  string // quoted
	name    string
	columns map[string][]string // of each table that is read
}

// goTrueTables are those that are read.
var goTrueTables = []string{"users", "identities", "sessions", "refresh_tokens", "mfa_amr_claims", "mfa_factors"}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// OpenGoTrue connects to a Postgres database that has GoTrue's tables in schema,
// all of which the role must be able to read.
func OpenGoTrue(ctx context.Context, dsn, schema string) (*GoTrue, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" {
		return nil, errNotURL // its own text would show the password
	}
	if !plainName.MatchString(schema) {
		return nil, errNotSchema
	}
	db, err := connect(Options{URL: dsn, MaxConnections: 1})
	if err != nil {
		return nil, err
	}
	g := &GoTrue{
		db: db, schema: `"` + schema + `"`, name: u.Host + u.Path + "#" + schema, columns: map[string][]string{},
	}
	if err := g.look(ctx, schema); err != nil {
		_ = db.Close() // what was seen is the error to tell
		return nil, err
	}
	return g, nil
}

// Close gives the connection back.
func (g *GoTrue) Close() error { return g.db.Close() }

// Name tells databases apart without naming their users: host, database and
// schema.
func (g *GoTrue) Name() string { return g.name }

// read runs statements on one snapshot. The server itself refuses any that write.
func (g *GoTrue) read(ctx context.Context, f func(tx *gorm.DB) error) error {
	return g.db.gorm.WithContext(ctx).Transaction(f, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// look finds the columns that there are. The catalog is asked, because
// information_schema leaves out what the role may not read, and factors that are
// left out would be lost without a word.
func (g *GoTrue) look(ctx context.Context, schema string) error {
	var found []struct {
		Table, Column string
		Hidden        bool
	}
	err := g.read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`
			SELECT c.relname AS "table", a.attname AS "column", row_security_active(c.oid) AS hidden
			FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = ? AND c.relname IN ? AND a.attnum > 0 AND NOT a.attisdropped`,
			schema, goTrueTables).Scan(&found).Error
	})
	if err != nil {
		return fmt.Errorf("read catalog: %w", err)
	}
	for _, f := range found {
		if f.Hidden {
			return fmt.Errorf("%s.%s: %w", schema, f.Table, ErrRowsHidden)
		}
		g.columns[f.Table] = append(g.columns[f.Table], f.Column)
	}
	if !g.has("users", "phone") {
		return fmt.Errorf("schema %s %w", schema, ErrNotGoTrue)
	}
	return nil
}

func (g *GoTrue) has(table, column string) bool { return slices.Contains(g.columns[table], column) }

// column is how a statement names a column, or what stands for one that this
// database is too old to have. A column "t.c" is column c of the table with the
// alias t.
func (g *GoTrue) column(table, column, instead string) string {
	_, bare, _ := strings.Cut(column, ".")
	if g.has(table, bare) {
		return column
	}
	return instead
}

// in puts the schema's name where a statement says "auth.".
func (g *GoTrue) in(statement string) string {
	return strings.ReplaceAll(statement, "auth.", g.schema+".")
}

// CheckApart returns ErrSameTables when the tables to read are those that the
// database of the options keeps or would make.
func (g *GoTrue) CheckApart(ctx context.Context, o Options) error {
	if strings.HasPrefix(o.URL, "sqlite:") || g.schema != `"auth"` {
		return nil
	}
	target, err := connect(o)
	if err != nil {
		return err
	}
	defer func() { _ = target.Close() }() // only asked
	var theirs, ours string
	const who = `SELECT current_database() || ' ' || pg_postmaster_start_time()::text || ' ' || coalesce(inet_server_port(), 0)`
	if err := g.db.one(ctx, &theirs, who); err != nil {
		return fmt.Errorf("identify database: %w", err)
	}
	if err := target.one(ctx, &ours, who); err != nil {
		return fmt.Errorf("identify database: %w", err)
	}
	if theirs == ours {
		return fmt.Errorf("%s %w", g.name, ErrSameTables)
	}
	return nil
}

// Count tells how many users there are.
func (g *GoTrue) Count(ctx context.Context) (n int64, err error) {
	err = g.read(ctx, func(tx *gorm.DB) error { return tx.Raw(g.in(`SELECT count(*) FROM auth.users`)).Scan(&n).Error })
	return n, err
}
