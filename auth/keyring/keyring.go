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
	// unknownKidEvery is how often made-up kids can make the server read its keys.
	unknownKidEvery = time.Second

	// readKeysFor bounds that statement: requests may wait for it.
	readKeysFor = 5 * time.Second
)

// Keyring is the keys of access tokens in use: it keeps a ring like the keys of the
// database, beside the configured ones.
type Keyring struct {
	ring       *tokens.Ring
	store      *Store
	configured []*tokens.Key // the one that signs where the database has none first
	now        func() time.Time
	log        *slog.Logger

	mu      sync.Mutex
	inUse   string    // the rows that are in use
	askedAt time.Time // when a kid was last looked for
	failure error     // what came of that; nil when the keys were read
}

// New makes a keyring of a ring that holds the configured keys. Only they are
// in use before the first Reload.
func New(ring *tokens.Ring, store *Store, now func() time.Time, log *slog.Logger) *Keyring {
	return &Keyring{ring: ring, store: store, configured: ring.Keys(), now: now, log: log}
}

// Reload takes the keys of the database into use: its current one signs, and
// where there is none, the configured one does. The configured keys go on
// checking. After an error the keys stay as they were.
func (k *Keyring) Reload(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reload(ctx)
}

// reload is called with the lock held.
func (k *Keyring) reload(ctx context.Context) error {
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

// open are all keys, the one that signs first.
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

// Sign makes an access token with the key that signs. Claims, or any other value that
// JSON makes an object of, are encoded as given.
func (k *Keyring) Sign(claims any) (string, error) { return k.ring.Sign(claims) }

// Verify reads an access token. A kid that is unknown here may be that of a key
// which another replica signs with already, so the keys are read anew before it
// is refused, at most once a second. Requests that come meanwhile wait for the
// same statement. Refuses with BadToken.
func (k *Keyring) Verify(ctx context.Context, token string) (*tokens.Claims, error) {
	claims, err := k.ring.Verify(token)
	if !errors.Is(err, tokens.ErrUnknownKid) {
		return claims, orUnreadable(err)
	}
	failure := k.reloadForKid(ctx)
	claims, err = k.ring.Verify(token)
	if errors.Is(err, tokens.ErrUnknownKid) && models.IsOutage(failure) {
		// Nobody knows whether the token is good: a client that hears it is not throws
		// its session away.
		return nil, failure
	}
	return claims, orUnreadable(err)
}

// orUnreadable refuses a token that is no token of ours.
func orUnreadable(err error) error {
	if err == nil {
		return nil
	}
	return refusal.Because(refusal.BadToken, err.Error())
}

// reloadForKid reads the keys anew, unless somebody just did.
func (k *Keyring) reloadForKid(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if limits.Within(k.askedAt, unknownKidEvery, k.now()) {
		return k.failure
	}
	// The caller who gives up must not fail those who wait for the same.
	k.failure = k.reload(context.WithoutCancel(ctx))
	if k.failure != nil {
		k.log.ErrorContext(ctx, "signing keys not reloaded", "error", k.failure)
	}
	k.askedAt = k.now()
	return k.failure
}
