package models

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// Foreign is the Postgres database of another program. Nothing is done with it but
// the reading: its schema is left alone, and every statement runs in a transaction
// that may not write.
type Foreign struct{ db *DB }

// A Query runs one statement and scans what it yields into dest: a pointer to a
// value, a struct or a slice.
type Query func(dest any, statement string, args ...any) error

// OpenForeign connects to the database at a URL postgres://…. The first statement
// tells whether it answers.
func OpenForeign(url string) (*Foreign, error) {
	db, err := connect(Options{URL: url, MaxConnections: 1})
	if err != nil {
		return nil, err
	}
	return &Foreign{db}, nil
}

// Close gives the connection back.
func (f *Foreign) Close() error { return f.db.Close() }

// Read runs statements on one snapshot. The server itself refuses any that write.
func (f *Foreign) Read(ctx context.Context, do func(query Query) error) error {
	return f.db.gorm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return do(func(dest any, statement string, args ...any) error {
			return scan(tx.Raw(statement, args...), dest).Error
		})
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// IsOurs tells whether it is the database that the options name.
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
