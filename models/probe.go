package models

import (
	"context"
	"time"
)

// Probe writes a row under a new id and deletes it, to check that the database can
// write: an Outage says why not. Replicas may probe at once, since each uses its
// own row.
func (db *DB) Probe(ctx context.Context, id string, now time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		if err := tx.takeSpace(ctx); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `INSERT INTO auth.probes (id, asked_at) VALUES (?, ?)`, id, now); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `DELETE FROM auth.probes WHERE id = ?`, id)
		return err
	})
}

// takeSpace makes Postgres write to its disk for a moment. A small row fits into
// allocated space of table and log and would not notice a full disk; rows that
// exceed work_mem go to a temporary file.
func (db *DB) takeSpace(ctx context.Context) error {
	if !db.postgres {
		return nil // SQLite's log grows with every write
	}
	if _, err := db.exec(ctx, `SET LOCAL work_mem = '64kB'`); err != nil {
		return err
	}
	var rows int
	return db.one(ctx, &rows, `SELECT count(*) FROM generate_series(1, 8000)`)
}
