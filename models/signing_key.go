package models

import (
	"context"
	"time"
)

// KeyState is the state of a signing key.
type KeyState string

// The states of signing keys.
const (
	StandbyKey  KeyState = "standby"  // published, does not sign yet
	CurrentKey  KeyState = "current"  // signs; at most one key
	PreviousKey KeyState = "previous" // no longer signs, still verifies
)

// SigningKey is a key of access tokens.
type SigningKey struct {
	ID        string `gorm:"primaryKey"` // the kid
	Alg       string
	State     KeyState
	Sealed    []byte // the private JWK, encrypted
	CreatedAt time.Time
	ChangedAt time.Time // when its state changed
}

// SigningKeys lists all keys, oldest first.
func (db *DB) SigningKeys(ctx context.Context) ([]SigningKey, error) {
	var all []SigningKey
	return all, db.many(ctx, &all, `SELECT * FROM auth.signing_keys ORDER BY created_at, id`)
}

// AddSigningKey stores a new key. ErrTaken when another key has the ID.
func (db *DB) AddSigningKey(ctx context.Context, k *SigningKey) error { return db.create(ctx, k) }

// RotateSigningKey makes the key to the current one and the key from, "" for none,
// a previous one. ErrNotFound when from is not current or to cannot become current;
// ErrTaken when another key is current: of two rotations at once, one succeeds.
func (db *DB) RotateSigningKey(ctx context.Context, from, to string, now time.Time) error {
	return db.Transact(ctx, func(tx *DB) error {
		if from != "" {
			err := tx.setKeyState(ctx, PreviousKey, now, `id = ? AND state = 'current'`, from)
			if err != nil {
				return err
			}
		}
		return tx.setKeyState(ctx, CurrentKey, now, `id = ? AND state <> 'current'`, to)
	})
}

func (db *DB) setKeyState(ctx context.Context, state KeyState, now time.Time, where, id string) error {
	n, err := db.exec(ctx, `UPDATE auth.signing_keys SET state = ?, changed_at = ? WHERE `+where, state, now, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// RemoveSigningKey deletes a key that does not sign. ErrNotFound when there is no
// such key or it signs.
func (db *DB) RemoveSigningKey(ctx context.Context, id string) error {
	n, err := db.exec(ctx, `DELETE FROM auth.signing_keys WHERE id = ? AND state <> 'current'`, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
