package gotrue

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"phonelogin/models"
)

// Errors of Open that are the operator's.
var (
	ErrNotGoTrue  = errors.New("has no table users with a column phone")
	ErrRowsHidden = errors.New("row level security hides its rows from this role: read as their owner, or as a role with BYPASSRLS")
	ErrSameTables = errors.New("is where this server keeps its own tables, which have the same names: give it a database of its own")
	errNotURL     = errors.New("not a URL of the form postgres://user@host:port/database")
	errNotSchema  = errors.New("not a name of a schema")
)

// Source is the database of another server (wire contract, section 14).
type Source struct {
	db      *models.Foreign
	schema  string // quoted
	name    string
	columns map[string][]string // of each table that is read
}

// tables are those that are read.
var tables = []string{"users", "identities", "sessions", "refresh_tokens", "mfa_amr_claims", "mfa_factors"}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Open connects to a Postgres database that has GoTrue's tables in schema,
// all of which the role must be able to read.
func Open(ctx context.Context, dsn, schema string) (*Source, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" {
		return nil, errNotURL // its own text would show the password
	}
	if !plainName.MatchString(schema) {
		return nil, errNotSchema
	}
	db, err := models.OpenForeign(dsn)
	if err != nil {
		return nil, err
	}
	s := &Source{
		db: db, schema: `"` + schema + `"`, name: u.Host + u.Path + "#" + schema, columns: map[string][]string{},
	}
	if err := s.readColumns(ctx, schema); err != nil {
		_ = db.Close() // what was seen is the error to tell
		return nil, err
	}
	return s, nil
}

// Close gives the connection back.
func (s *Source) Close() error { return s.db.Close() }

// Name tells databases apart without naming their users: host, database and
// schema.
func (s *Source) Name() string { return s.name }

// readColumns finds the columns that there are. The catalog is asked, because
// information_schema leaves out what the role may not read, and factors that are
// left out would be lost without a word.
func (s *Source) readColumns(ctx context.Context, schema string) error {
	var found []struct {
		Table, Column string
		Hidden        bool
	}
	err := s.db.Read(ctx, func(query models.Query) error {
		return query(&found, `
			SELECT c.relname AS "table", a.attname AS "column", row_security_active(c.oid) AS hidden
			FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = ? AND c.relname IN ? AND a.attnum > 0 AND NOT a.attisdropped`,
			schema, tables)
	})
	if err != nil {
		return fmt.Errorf("read catalog: %w", err)
	}
	for _, f := range found {
		if f.Hidden {
			return fmt.Errorf("%s.%s: %w", schema, f.Table, ErrRowsHidden)
		}
		s.columns[f.Table] = append(s.columns[f.Table], f.Column)
	}
	if !s.has("users", "phone") {
		return fmt.Errorf("schema %s %w", schema, ErrNotGoTrue)
	}
	return nil
}

func (s *Source) has(table, column string) bool { return slices.Contains(s.columns[table], column) }

// column is how a statement names a column, or what stands for one that this
// database is too old to have. A column "t.c" is column c of the table with the
// alias t.
func (s *Source) column(table, column, instead string) string {
	_, bare, _ := strings.Cut(column, ".")
	if s.has(table, bare) {
		return column
	}
	return instead
}

// inSchema puts the schema's name where a statement says "auth.".
func (s *Source) inSchema(statement string) string {
	return strings.ReplaceAll(statement, "auth.", s.schema+".")
}

// CheckNotOurs returns ErrSameTables when the tables to read are those that the
// database of the options keeps or would make.
func (s *Source) CheckNotOurs(ctx context.Context, o models.Options) error {
	if s.schema != `"auth"` {
		return nil
	}
	ours, err := s.db.IsOurs(ctx, o)
	if err == nil && ours {
		err = fmt.Errorf("%s %w", s.name, ErrSameTables)
	}
	return err
}

// Count tells how many users there are.
func (s *Source) Count(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(query models.Query) error { return query(&n, s.inSchema(`SELECT count(*) FROM auth.users`)) })
	return n, err
}
