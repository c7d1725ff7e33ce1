package models

import (
	"context"
	"time"
)

// Probe writes a row under a new id and takes it away again, and so tells whether
// the database can write: an Outage says why not. Replicas may do so at once, for
// they never touch the same row.
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
// what the table and the log have already, and would hide that the disk is full:
// rows that exceed the memory allowed for them go to a temporary file.
func (db *DB) takeSpace(ctx context.Context) error {
	if !db.postgres {
		return nil // SQLite's log grows with what is written
	}
	if _, err := db.exec(ctx, `SET LOCAL work_mem = '64kB'`); err != nil {
		return err
	}
	var rows int
	return db.one(ctx, &rows, `SELECT count(*) FROM generate_series(1, 8000)`)
}
