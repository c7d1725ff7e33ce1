package keyring

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
	"phonelogin/models"
)

const (
	// unknownKidEvery is how often unknown kids may cause a read of the keys.
	unknownKidEvery = time.Second

	// readKeysFor is the time limit of that read: requests may wait for it.
	readKeysFor = 5 * time.Second
)

// Keyring holds the keys of access tokens in use: those of the database and the
// configured ones.
type Keyring struct {
	ring       *tokens.Ring
	store      *Store
	configured []*tokens.Key // the first one signs if the database has no current key
	now        func() time.Time
	log        *slog.Logger

	mu      sync.Mutex
	inUse   string    // the loaded rows
	readAt  time.Time // time of the last read for an unknown kid
	failure error     // error of that read; nil for success
}

// New makes a keyring of a ring with the configured keys. Only these are in use
// before the first Reload.
func New(ring *tokens.Ring, store *Store, now func() time.Time, log *slog.Logger) *Keyring {
	return &Keyring{ring: ring, store: store, configured: ring.Keys(), now: now, log: log}
}

// Reload loads the keys of the database. Its current key signs; if there is none,
// the configured one does. The configured keys keep verifying. After an error the
// keys stay as they were.
func (k *Keyring) Reload(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reloadLocked(ctx)
}

// reloadLocked is called with the lock held.
func (k *Keyring) reloadLocked(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, readKeysFor)
	defer cancel()
	rows, err := k.store.List(bounded)
	if err != nil {
		return fmt.Errorf("read signing keys: %w", err)
	}
	var found strings.Builder
	for _, row := range rows {
		fmt.Fprintln(&found, row.ID, row.State, row.ChangedAt.UnixMicro())
	}
	if found.String() == k.inUse {
		return nil
	}
	keys, err := k.open(rows)
	if err != nil {
		return err
	}
	k.ring.Replace(keys[0], keys[1:]...)
	k.inUse = found.String()
	k.log.InfoContext(ctx, "signing keys taken into use", "signs", keys[0].ID, "algorithm", keys[0].Algorithm(), "of_database", len(rows))
	return nil
}

// open decrypts all keys and returns the signing one first.
func (k *Keyring) open(rows []Key) ([]*tokens.Key, error) {
	var current, others []*tokens.Key
	for _, row := range rows {
		key, err := k.store.open(row)
		if err != nil {
			return nil, err
		}
		if isCurrent(row) {
			current = append(current, key)
		} else {
			others = append(others, key)
		}
	}
	if current == nil {
		return slices.Concat(k.configured[:1], others, k.configured[1:]), nil
	}
	return slices.Concat(current, others, k.configured), nil
}

// Sign makes an access token with the signing key. claims must be encoded by JSON
// as an object.
func (k *Keyring) Sign(claims any) (string, error) { return k.ring.Sign(claims) }

// Verify reads an access token. Another replica may already sign with a new key, so
// an unknown kid causes a read of the keys, at most once a second. Concurrent
// requests wait for the same read. Refuses with BadToken.
func (k *Keyring) Verify(ctx context.Context, token string) (*tokens.Claims, error) {
	claims, err := k.ring.Verify(token)
	if !errors.Is(err, tokens.ErrUnknownKid) {
		return claims, orBadToken(err)
	}
	failure := k.reloadForKid(ctx)
	claims, err = k.ring.Verify(token)
	if errors.Is(err, tokens.ErrUnknownKid) && models.IsOutage(failure) {
		// The token may be valid. A client that is told it is not discards its session.
		return nil, failure
	}
	return claims, orBadToken(err)
}

// orBadToken turns an error of a token into its refusal.
func orBadToken(err error) error {
	if err == nil {
		return nil
	}
	return refusal.Because(refusal.BadToken, err.Error())
}

// reloadForKid reads the keys unless another request just did.
func (k *Keyring) reloadForKid(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if limits.Within(k.readAt, unknownKidEvery, k.now()) {
		return k.failure
	}
	// The caller's context must not end the read that others wait for.
	k.failure = k.reloadLocked(context.WithoutCancel(ctx))
	if k.failure != nil {
		k.log.ErrorContext(ctx, "signing keys not reloaded", "error", k.failure)
	}
	k.readAt = k.now()
	return k.failure
}
