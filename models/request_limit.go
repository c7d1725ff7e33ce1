package models

import (
	"context"
	"time"
)

// Bucket is the token bucket of one client: it holds tokens, each of which is a
// request, and refills with time.
type Bucket struct {
	Name      string
	Holds     int
	PerSecond float64
	Now       time.Time
}

// TakeToken takes a token from a bucket, which starts full, and returns how many
// are left. ok is false when there was none. It is one statement, so all replicas
// share the bucket.
//
// The column stores one less than the tokens before the request. A negative value
// means that the request was refused and took nothing.
func (db *DB) TakeToken(ctx context.Context, b Bucket) (left float64, ok bool, err error) {
	// A time ahead of now was stored by a wrong clock: the bucket refills from now
	// on.
	least, passed := "min", "max(0, (excluded.refilled_at - b.refilled_at) / 1e6)"
	if db.postgres {
		least, passed = "least", "greatest(0, extract(epoch FROM excluded.refilled_at - b.refilled_at))"
	}
	var tokens float64
	unsynced := DB{gorm: db.unsynced, unsynced: db.unsynced, postgres: db.postgres, file: db.file} // losing a bucket in a crash is harmless
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
