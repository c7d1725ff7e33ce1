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

// DatabaseState describes a database that Inspect has read.
type DatabaseState struct {
	Kind         string // "postgres" or "sqlite"
	Missing      bool   // the file does not exist; the first start creates it
	ReadOnly     bool   // a standby, or a role without the right to write
	Foreign      bool   // schema auth belongs to another server
	Schema       int64  // schema version; 0 before the first start
	Wanted       int64  // schema version of this program
	Ahead        time.Duration
	BehindPooler bool
	Connections  int // connections for ordinary users; 0 for no limit
}

// Inspect reads the state of a database and changes nothing.
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
	defer func() { _ = db.Close() }() // nothing was written
	s := &DatabaseState{Kind: db.Kind(), Wanted: wantedVersion(db.Kind())}
	clock, err := db.Clock(ctx, SystemClock())
	if err != nil {
		return nil, fmt.Errorf("read clock: %w", err)
	}
	s.Ahead, s.BehindPooler = clock.Ahead(), db.BehindPooler() // known after the first statement
	if db.postgres {
		err = db.inspectServer(ctx, s)
	}
	if err != nil {
		return nil, fmt.Errorf("ask server: %w", err)
	}
	return s, db.inspectSchema(ctx, s)
}

// inspectServer reads the role's rights. To migrate it must be able to create what
// is missing.
func (db *DB) inspectServer(ctx context.Context, s *DatabaseState) error {
	var server struct {
		ReadOnly    bool
		Connections int
	}
	err := db.one(ctx, &server, `
		SELECT current_setting('transaction_read_only') = 'on' OR NOT coalesce(
				has_schema_privilege((SELECT oid FROM pg_namespace WHERE nspname = 'auth'), 'CREATE'),
				has_database_privilege(current_database(), 'CREATE')) AS read_only,
			current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections`)
	s.ReadOnly, s.Connections = server.ReadOnly, server.Connections
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

// wantedVersion is the version of the newest migration.
func wantedVersion(kind string) (newest int64) {
	names, _ := fs.Glob(migrations, "migrations/"+kind+"/*.sql") // the pattern is valid
	for _, name := range names {
		number, _, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "_")
		n, _ := strconv.ParseInt(number, 10, 64) // goose allows no other names
		newest = max(newest, n)
	}
	return newest
}

// IsWrongDatabase reports whether waiting cannot solve an error of connecting: the
// server knows no such role, password or database, or the URL or path is unusable.
func IsWrongDatabase(err error) bool {
	var state interface{ SQLState() string }
	if errors.As(err, &state) {
		return strings.HasPrefix(state.SQLState(), "28") || strings.HasPrefix(state.SQLState(), "3D") || state.SQLState() == "42501"
	}
	return errors.Is(err, errPath) || errors.Is(err, errUnreadableURL)
}
