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
	// migrationLease is after how long the lock of a migrator that was killed is
	// free. One that lives renews it every few seconds.
	migrationLease, migrationBeat = 30 * time.Second, 5 * time.Second

	// migrationAsk is how often those who wait ask for the lock, and
	// migrationWaits how often at the most: for 20 minutes.
	migrationAsk, migrationWaits = 250 * time.Millisecond, 4800
)

// migrate applies what is missing of the embedded migrations. On Postgres one
// process does it while the others wait.
func (db *DB) migrate(ctx context.Context) error {
	if err := db.createSchema(ctx); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	provider, err := db.migrator()
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	// Most starts find nothing to do, and need no lock to see it.
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

// alone migrates while no other process does.
func (db *DB) alone(ctx context.Context, up func(context.Context) ([]*goose.MigrationResult, error)) error {
	if !db.postgres {
		_, err := up(ctx)
		return err
	}
	pool, err := db.gorm.DB()
	if err != nil {
		return err
	}
	// One connection migrates and another one keeps the lock.
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

// migrationLock is a row with a lease. An advisory lock of a session would be
// taken on one connection of a pooler in transaction mode and given back on
// another; one of a transaction would hold a connection that the migrations need,
// and those who wait for it would make CREATE INDEX CONCURRENTLY wait for them.
func migrationLock() (lock.Locker, error) {
	return lock.NewPostgresTableLocker(
		lock.WithTableName("auth.phonelogin_migration_lock"),
		lock.WithTableLeaseDuration(migrationLease), lock.WithTableHeartbeatInterval(migrationBeat),
		lock.WithTableLockTimeout(migrationAsk, migrationWaits),
		lock.WithTableLogger(slog.New(slog.DiscardHandler)),
		// That somebody else has it is the one error without a cause.
		lock.WithTableRetryPolicy(func(err error) bool { return errors.Unwrap(err) == nil }))
}

// createSchema makes the schema that also holds the migrator's own table. Two
// processes may do so at once: "if not exists" alone does not keep the second
// from failing. And it asks for the right to make schemas where there is one
// already, which a role may lack after the first start.
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
