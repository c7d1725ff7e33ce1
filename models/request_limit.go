package models

import (
	"context"
	"time"
)

// Bucket limits what one client may do: it holds so many tokens, each of which is
// a request, and fills with time.
type Bucket struct {
	Name      string
	Holds     int
	PerSecond float64
	Now       time.Time
}

// TakeToken takes a token out of a bucket, which is full at first, and tells what
// is left. ok is false when there was not one. It is one statement, so that all
// replicas take from the same bucket.
//
// The column is one less than what there was before the request: below zero, the
// request was refused and took nothing.
func (db *DB) TakeToken(ctx context.Context, b Bucket) (left float64, ok bool, err error) {
	// Nothing has passed since a time that is ahead: a bucket that was filled by a
	// clock that was wrong fills on from now.
	least, passed := "min", "max(0, (excluded.refilled_at - b.refilled_at) / 1e6)"
	if db.postgres {
		least, passed = "least", "greatest(0, extract(epoch FROM excluded.refilled_at - b.refilled_at))"
	}
	var tokens float64
	unsynced := DB{gorm: db.unsynced, unsynced: db.unsynced, postgres: db.postgres, file: db.file} // a bucket is not worth waiting for the disk
	err = unsynced.one(ctx, &tokens, `
		INSERT INTO auth.request_limits AS b (bucket, tokens, refilled_at) VALUES (?, ?, ?)
		ON CONFLICT (bucket) DO UPDATE SET refilled_at = excluded.refilled_at, tokens = `+least+`(
			excluded.tokens,
			CASE WHEN b.tokens < 0 THEN b.tokens ELSE b.tokens - 1 END
				+ `+passed+` * CAST(? AS double precision))
		RETURNING tokens`,
		b.Name, float64(b.Holds-1), b.Now, b.PerSecond)
	if tokens < 0 {
		return tokens + 1, false, err
	}
	return tokens, err == nil, err
}
