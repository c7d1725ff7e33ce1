package models

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// openOne opens an SQLite database with one connection, so that pragmas apply.
func openOne(t *testing.T) (*DB, *sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := Open(t.Context(), Options{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some tests break the file
	pool, err := db.gorm.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	return db, pool, path
}

func TestAnErrorOfSQLiteIsAnOutageUnlessItIsAMistakeOfOurs(t *testing.T) {
	for name, tt := range map[string]struct {
		begin func(t *testing.T, pool *sql.DB, path string)
		want  OutageReason // "" for a mistake
	}{
		"read-only": {pragma("query_only = 1"), ReadOnly},
		"full":      {pragma("max_page_count = 1"), Full},
		"locked":    {lockElsewhere, Overloaded},
		"no table":  {pragma("foreign_keys = 0; DROP TABLE signing_keys"), Broken},
		"corrupt":   {spoil, Broken},
		"closed":    {func(_ *testing.T, pool *sql.DB, _ string) { _ = pool.Close() }, Unreachable},
		"no column": {pragma("foreign_keys = 0; ALTER TABLE signing_keys RENAME COLUMN sealed TO other"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			db, pool, path := openOne(t)
			tt.begin(t, pool, path)
			var err error
			for range 50 { // until the pages that are free are used up
				if err = fill(t.Context(), db); err != nil {
					break
				}
			}
			o, _ := errors.AsType[*Outage](err)
			if err == nil || tt.want != "" && (o == nil || o.Reason != tt.want) || tt.want == "" && o != nil {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// A connection opened while the file was read-only stays read-only. It must leave
// the pool.
func TestAConnectionOfSQLiteThatOnlyReadsIsLetGo(t *testing.T) {
	db, pool, _ := openOne(t)
	pragma("query_only = 1")(t, pool, "")
	if err := fill(t.Context(), db); !isOutageOf(err, ReadOnly) {
		t.Fatalf("got %v, want %q", err, ReadOnly)
	}
	if err := fill(t.Context(), db); err != nil {
		t.Errorf("the next write: %v", err)
	}
	pragma("query_only = 1")(t, pool, "")
	if err := db.Probe(t.Context(), "a", time.Now()); !isOutageOf(err, ReadOnly) {
		t.Fatalf("got %v, want %q", err, ReadOnly)
	}
	if err := db.Probe(t.Context(), "a", time.Now()); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

func isOutageOf(err error, reason OutageReason) bool {
	o, ok := errors.AsType[*Outage](err)
	return ok && o.Reason == reason
}

func fill(ctx context.Context, db *DB) error {
	now := time.Now().UTC()
	return db.AddSigningKey(ctx, &SigningKey{
		ID: now.String(), Alg: "ES256", State: StandbyKey, Sealed: []byte(strings.Repeat("x", 8<<10)), CreatedAt: now, ChangedAt: now,
	})
}

// pragma runs statements, the first of which is a pragma.
func pragma(statements string) func(*testing.T, *sql.DB, string) {
	return func(t *testing.T, pool *sql.DB, _ string) {
		t.Helper()
		if _, err := pool.ExecContext(t.Context(), "PRAGMA "+statements); err != nil {
			t.Fatal(err)
		}
	}
}

// lockElsewhere takes the write lock from another connection.
func lockElsewhere(t *testing.T, pool *sql.DB, path string) {
	t.Helper()
	pragma("busy_timeout = 10")(t, pool, path)
	other, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	c, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
}

// spoil overwrites the database.
func spoil(t *testing.T, pool *sql.DB, path string) {
	t.Helper()
	pool.SetMaxIdleConns(0) // a new connection reads the file anew
	pragma("wal_checkpoint(TRUNCATE)")(t, pool, path)
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 1<<14)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestEveryStatementPassesTheDoor(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// foreign.go reads the database of another program, once and by hand.
		if strings.HasSuffix(file, "_test.go") || file == "foreign.go" || file == "statement.go" {
			continue
		}
		if strings.Contains(string(text), ".gorm.WithContext") {
			t.Errorf("%s speaks to GORM past the door in statement.go", file)
		}
	}
}
