package models

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// migrate applies what is missing of the embedded migrations. On Postgres an
// advisory lock lets one process do it while the others wait.
func (db *DB) migrate(ctx context.Context) error {
	pool, err := db.gorm.DB()
	if err != nil {
		return err
	}
	if err := db.createSchema(ctx); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	provider, err := db.migrator(pool)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func (db *DB) migrator(pool *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+db.Kind())
	if err != nil {
		return nil, err
	}
	if !db.postgres {
		return goose.NewProvider(goose.DialectSQLite3, pool, folder)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, pool, folder,
		goose.WithTableName("auth.phonelogin_migrations"), goose.WithSessionLocker(locker))
}

// createSchema makes the schema that also holds the migrator's own table. Two
// processes may do so at once: "if not exists" alone does not keep the second
// from failing.
func (db *DB) createSchema(ctx context.Context) error {
	if !db.postgres {
		return nil
	}
	_, err := db.exec(ctx, `CREATE SCHEMA IF NOT EXISTS auth`)
	if errors.Is(err, ErrTaken) {
		return nil
	}
	return err
}
