package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

const (
	// migrationLease is when the lock of a killed migrator expires. A running one
	// renews it every few seconds.
	migrationLease, migrationBeat = 30 * time.Second, 5 * time.Second

	// migrationAsk is how often waiting processes ask for the lock, and
	// migrationWaits how many times: for 20 minutes together.
	migrationAsk, migrationWaits = 250 * time.Millisecond, 4800
)

// migrate applies the missing migrations. On Postgres one process migrates while
// the others wait.
func (db *DB) migrate(ctx context.Context) error {
	if err := db.createSchema(ctx); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	provider, err := db.migrator()
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	// Most starts have nothing to migrate and need no lock.
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	if !pending {
		return nil
	}
	if err := db.alone(ctx, provider.Up); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// alone migrates under the lock.
func (db *DB) alone(ctx context.Context, up func(context.Context) ([]*goose.MigrationResult, error)) error {
	if !db.postgres {
		_, err := up(ctx)
		return err
	}
	pool, err := db.gorm.DB()
	if err != nil {
		return err
	}
	// One connection migrates, another one renews the lock.
	most := pool.Stats().MaxOpenConnections
	pool.SetMaxOpenConns(max(2, most))
	defer pool.SetMaxOpenConns(most)
	locker, err := migrationLock()
	if err != nil {
		return err
	}
	if err := locker.Lock(ctx, pool); err != nil {
		return err
	}
	_, err = up(ctx)
	return errors.Join(err, locker.Unlock(ctx, pool))
}

func (db *DB) migrator() (*goose.Provider, error) {
	pool, err := db.gorm.DB()
	if err != nil {
		return nil, err
	}
	folder, err := fs.Sub(migrations, "migrations/"+db.Kind())
	if err != nil {
		return nil, err
	}
	if !db.postgres {
		return goose.NewProvider(goose.DialectSQLite3, pool, folder)
	}
	return goose.NewProvider(goose.DialectPostgres, pool, folder, goose.WithTableName("auth.phonelogin_migrations"))
}

// migrationLock is a row with a lease. A session's advisory lock fails behind a
// pooler in transaction mode, which may lock on one connection and unlock on
// another. A transaction's advisory lock would hold a connection that the
// migrations need, and CREATE INDEX CONCURRENTLY would wait for the processes that
// wait for the lock.
func migrationLock() (lock.Locker, error) {
	return lock.NewPostgresTableLocker(
		lock.WithTableName("auth.phonelogin_migration_lock"),
		lock.WithTableLeaseDuration(migrationLease), lock.WithTableHeartbeatInterval(migrationBeat),
		lock.WithTableLockTimeout(migrationAsk, migrationWaits),
		lock.WithTableLogger(slog.New(slog.DiscardHandler)),
		// The error "locked by another process" is the one without a cause.
		lock.WithTableRetryPolicy(func(err error) bool { return errors.Unwrap(err) == nil }))
}

// createSchema creates the schema, which also holds the migrator's own table. "IF
// NOT EXISTS" alone is not enough: of two processes at once the second fails, and
// it needs the right to create schemas even when the schema exists, which a role
// may lose after the first start.
func (db *DB) createSchema(ctx context.Context) error {
	if !db.postgres {
		return nil
	}
	_, err := db.exec(ctx, `DO $$ BEGIN
		IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'auth') THEN CREATE SCHEMA IF NOT EXISTS auth; END IF;
	END $$`)
	if errors.Is(err, ErrTaken) {
		return nil
	}
	return err
}
