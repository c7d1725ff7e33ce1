package models

import (
	"context"
	"fmt"
	"time"
)

// Purge deletes what is over and told nobody anything for a day, and tells how
// many rows went. Used and expired codes go; what stays of a challenge that was
// tried and never passed is its count of tries, without the nonce, because wrong
// tries count until a right one (proves S5, S10).
func (db *DB) Purge(ctx context.Context, before time.Time) (int64, error) {
	var gone int64
	for _, p := range []struct{ what, statement string }{
		{"superseded challenges", `
			DELETE FROM auth.challenges WHERE created_at < ? AND EXISTS (SELECT 1 FROM auth.challenges later
				WHERE later.phone = challenges.phone AND later.bucket = challenges.bucket
				AND later.spent_at IS NOT NULL AND later.created_at > challenges.created_at)`},
		{"spent challenges", `DELETE FROM auth.challenges WHERE spent_at < ? AND NOT EXISTS (SELECT 1 FROM auth.challenges earlier
				WHERE earlier.phone = challenges.phone AND earlier.bucket = challenges.bucket
				AND earlier.created_at < challenges.created_at)`},
		{"untried challenges", `DELETE FROM auth.challenges WHERE expires_at < ? AND tries = 0`},
		{"nonces", `UPDATE auth.challenges SET nonce = '' WHERE expires_at < ? AND length(nonce) > 0`},
		{"factor challenges", `DELETE FROM auth.mfa_challenges WHERE expires_at < ?`},
		{"auth codes", `DELETE FROM auth.auth_codes WHERE expires_at < ?`},
		{"sessions that a ban ended", `DELETE FROM auth.banned_sessions WHERE user_id IN (
				SELECT id FROM auth.users WHERE banned_until IS NULL OR banned_until < ?)`},
		{"page sessions", `DELETE FROM auth.page_sessions WHERE expires_at < ?`},
		{"numbers", `DELETE FROM auth.numbers WHERE sent_at IS NULL OR sent_at < ?`},
	} {
		n, err := db.exec(ctx, p.statement, before)
		if err != nil {
			return gone, fmt.Errorf("purge %s: %w", p.what, err)
		}
		gone += n
	}
	return gone, nil
}
