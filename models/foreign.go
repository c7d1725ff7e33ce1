package models

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// Foreign is the Postgres database of another program. It is only read: it is not
// migrated, and every statement runs in a read-only transaction.
type Foreign struct{ db *DB }

// A Query runs one statement and scans the result into dest, a pointer to a value,
// a struct or a slice.
type Query func(dest any, statement string, args ...any) error

// OpenForeign prepares a connection to the database at a URL postgres://…. The
// first statement shows whether it answers.
func OpenForeign(url string) (*Foreign, error) {
	db, err := connect(Options{URL: url, MaxConnections: 1})
	if err != nil {
		return nil, err
	}
	return &Foreign{db}, nil
}

// Close closes the connection.
func (f *Foreign) Close() error { return f.db.Close() }

// Read runs statements on one snapshot. The server itself refuses writes.
func (f *Foreign) Read(ctx context.Context, do func(query Query) error) error {
	return f.db.gorm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return do(func(dest any, statement string, args ...any) error {
			return scan(tx.Raw(statement, args...), dest).Error
		})
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// IsOurs reports whether it is the database of the options.
func (f *Foreign) IsOurs(ctx context.Context, o Options) (bool, error) {
	if strings.HasPrefix(o.URL, "sqlite:") {
		return false, nil
	}
	db, err := connect(o)
	if err != nil {
		return false, err
	}
	defer func() { _ = db.Close() }() // only asked
	var theirs, ours string
	const who = `SELECT current_database() || ' ' || pg_postmaster_start_time()::text || ' ' || coalesce(inet_server_port(), 0)`
	if err := f.db.one(ctx, &theirs, who); err != nil {
		return false, fmt.Errorf("identify database: %w", err)
	}
	if err := db.one(ctx, &ours, who); err != nil {
		return false, fmt.Errorf("identify database: %w", err)
	}
	return theirs == ours, nil
}
