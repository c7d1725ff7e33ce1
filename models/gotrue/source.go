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

// Errors of Open for the operator.
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
	columns map[string][]string // the existing columns of each table
}

// tables are the tables to read.
var tables = []string{"users", "identities", "sessions", "refresh_tokens", "mfa_amr_claims", "mfa_factors"}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Open connects to a Postgres database with GoTrue's tables in schema. The role
// must be able to read all of them.
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
		_ = db.Close() // err matters more
		return nil, err
	}
	return s, nil
}

// Close closes the connection.
func (s *Source) Close() error { return s.db.Close() }

// Name identifies the database by host, database and schema.
func (s *Source) Name() string { return s.name }

// readColumns reads which columns exist. It asks the catalog, because
// information_schema hides what the role may not read, and hidden factors would be
// lost silently.
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

// column returns a column for a statement, or its replacement when this database is
// too old to have it. "t.c" is column c of the table with alias t.
func (s *Source) column(table, column, instead string) string {
	_, bare, _ := strings.Cut(column, ".")
	if s.has(table, bare) {
		return column
	}
	return instead
}

// inSchema replaces "auth." in a statement by the schema.
func (s *Source) inSchema(statement string) string {
	return strings.ReplaceAll(statement, "auth.", s.schema+".")
}

// CheckNotOurs returns ErrSameTables when the source's tables are this server's
// own.
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

// Count counts the users.
func (s *Source) Count(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(query models.Query) error { return query(&n, s.inSchema(`SELECT count(*) FROM auth.users`)) })
	return n, err
}
