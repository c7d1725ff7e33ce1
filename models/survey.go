package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// DatabaseState is what a database tells of itself without being changed.
type DatabaseState struct {
	Kind         string // "postgres" or "sqlite"
	Missing      bool   // a file that the first start makes
	ReadOnly     bool   // a standby, or a role that may not write
	Foreign      bool   // the tables of another server stand where ours would
	Schema       int64  // the version of the schema, 0 before the first start
	Wanted       int64  // the version that this program knows
	Ahead        time.Duration
	BehindPooler bool
	Connections  int // that the server lets ordinary users have; 0 where nobody counts them
}

// Inspect surveys a database.
func Inspect(ctx context.Context, o Options) (*DatabaseState, error) {
	if path, isSQLite := strings.CutPrefix(o.URL, "sqlite:"); isSQLite {
		if err := checkSQLitePath(path); err != nil {
			return nil, err
		}
		if _, err := os.Stat(path); err != nil {
			return &DatabaseState{Kind: "sqlite", Missing: true, Wanted: wantedVersion("sqlite")}, nil
		}
	}
	db, err := connect(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // only asked
	s := &DatabaseState{Kind: db.Kind(), Wanted: wantedVersion(db.Kind())}
	clock, err := db.Clock(ctx, SystemClock())
	if err != nil {
		return nil, fmt.Errorf("read clock: %w", err)
	}
	s.Ahead, s.BehindPooler = clock.Ahead(), db.BehindPooler() // which the first statement shows
	if db.postgres {
		err = db.inspectServer(ctx, s)
	}
	if err != nil {
		return nil, fmt.Errorf("ask server: %w", err)
	}
	return s, db.inspectSchema(ctx, s)
}

// inspectServer asks what the role may do. To migrate it must be able to make what is
// missing.
func (db *DB) inspectServer(ctx context.Context, s *DatabaseState) error {
	var told struct {
		ReadOnly    bool
		Connections int
	}
	err := db.one(ctx, &told, `
		SELECT current_setting('transaction_read_only') = 'on' OR NOT coalesce(
				has_schema_privilege((SELECT oid FROM pg_namespace WHERE nspname = 'auth'), 'CREATE'),
				has_database_privilege(current_database(), 'CREATE')) AS read_only,
			current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections`)
	s.ReadOnly, s.Connections = told.ReadOnly, told.Connections
	return err
}

func (db *DB) inspectSchema(ctx context.Context, s *DatabaseState) error {
	migrations, users := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`, `SELECT count(*) FROM sqlite_master WHERE name = 'users'`
	version := `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`
	if db.postgres {
		migrations, users = `SELECT count(to_regclass('auth.phonelogin_migrations'))`, `SELECT count(to_regclass('auth.users'))`
		version = `SELECT coalesce(max(version_id), 0) FROM auth.phonelogin_migrations WHERE is_applied`
	}
	var began, theirs int
	if err := db.one(ctx, &began, migrations); err != nil {
		return fmt.Errorf("look for the schema: %w", err)
	}
	if began > 0 {
		return db.one(ctx, &s.Schema, version)
	}
	err := db.one(ctx, &theirs, users)
	s.Foreign = theirs > 0
	return err
}

// wantedVersion is that of the newest migration.
func wantedVersion(kind string) (newest int64) {
	names, _ := fs.Glob(migrations, "migrations/"+kind+"/*.sql") // the pattern is good
	for _, name := range names {
		number, _, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "_")
		n, _ := strconv.ParseInt(number, 10, 64) // goose refuses other names
		newest = max(newest, n)
	}
	return newest
}

// IsWrongDatabase tells an error of connecting that waiting does not mend: a
// server that knows neither the role, nor the password, nor the database, or a URL
// or path that cannot be used.
func IsWrongDatabase(err error) bool {
	var state interface{ SQLState() string }
	if errors.As(err, &state) {
		return strings.HasPrefix(state.SQLState(), "28") || strings.HasPrefix(state.SQLState(), "3D") || state.SQLState() == "42501"
	}
	return errors.Is(err, errPath) || errors.Is(err, errUnreadableURL)
}
