package keyring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// Key is a key of access tokens in the database.
type Key = models.SigningKey

// Store manages the keys of access tokens in the database. They are encrypted with
// a key derived from the master key: a copy of the database signs nothing. The
// package comment describes the states of a key.
type Store struct {
	db     *models.DB
	seal   *secrets.Seal
	now    func() time.Time
	random io.Reader
}

// Errors of the Store for the operator.
var (
	ErrUnknown   = errors.New("there is no such key in the database")
	ErrTaken     = errors.New("the database has a key of this kid already")
	ErrSigns     = errors.New("this is the key that signs: rotate first")
	ErrRaced     = errors.New("the keys were changed meanwhile: list them and try again")
	ErrPublic    = errors.New("is not a private key that may sign")
	ErrNoStandby = errors.New("there is no key on standby")
)

// OpenStore opens the store.
func OpenStore(db *models.DB, master secrets.Master, now func() time.Time, random io.Reader) (*Store, error) {
	seal, err := master.SealFor("signing keys")
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return &Store{db: db, seal: seal, now: now, random: random}, nil
}

// List returns all keys, oldest first.
func (s *Store) List(ctx context.Context) ([]Key, error) { return s.db.SigningKeys(ctx) }

// Add stores a private JWK on standby. The error says what is wrong with the text,
// or is ErrPublic or ErrTaken.
func (s *Store) Add(ctx context.Context, jwk string) (*tokens.Key, error) {
	key, err := tokens.ReadKey(jwk)
	if err != nil {
		return nil, err
	}
	if !key.Signs() {
		return nil, ErrPublic
	}
	sealed, err := s.seal.Close(s.random, key.ID, []byte(jwk))
	if err != nil {
		return nil, fmt.Errorf("encrypt key: %w", err)
	}
	now := s.now().UTC().Truncate(time.Microsecond)
	row := &Key{
		ID: key.ID, Alg: key.Algorithm(), State: models.StandbyKey, Sealed: sealed, CreatedAt: now, ChangedAt: now,
	}
	err = s.db.AddSigningKey(ctx, row)
	if errors.Is(err, models.ErrTaken) {
		return nil, ErrTaken
	}
	if err != nil {
		return nil, fmt.Errorf("store key: %w", err)
	}
	return key, nil
}

// Rotation is the result of Rotate.
type Rotation struct {
	Current  Key    // its row before the change
	Previous string // kid of the key that signed before; "" for one of the settings
}

// Rotate makes another key the current one: the key with this id or, for "", the key
// that is longest on standby. Errors are ErrNoStandby, ErrUnknown, ErrSigns and
// ErrRaced.
func (s *Store) Rotate(ctx context.Context, id string) (*Rotation, error) {
	all, err := s.db.SigningKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	next := slices.IndexFunc(all, func(key Key) bool {
		return key.ID == id || id == "" && key.State == models.StandbyKey
	})
	switch {
	case next < 0 && id == "":
		return nil, ErrNoStandby
	case next < 0:
		return nil, ErrUnknown
	case all[next].State == models.CurrentKey:
		return nil, ErrSigns
	}
	// A key that cannot be decrypted would stop the next start of every replica.
	if _, err := s.open(all[next]); err != nil {
		return nil, err
	}
	r := &Rotation{Current: all[next]}
	if signing := slices.IndexFunc(all, isCurrent); signing >= 0 {
		r.Previous = all[signing].ID
	}
	err = s.db.RotateSigningKey(ctx, r.Previous, r.Current.ID, s.now().UTC().Truncate(time.Microsecond))
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		return nil, ErrRaced
	}
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return r, nil
}

func isCurrent(k Key) bool { return k.State == models.CurrentKey }

// Retire removes a key that does not sign: its tokens are refused from then on.
// Errors are ErrUnknown and ErrSigns.
func (s *Store) Retire(ctx context.Context, id string) error {
	err := s.db.RemoveSigningKey(ctx, id)
	if err == nil {
		return nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("remove key: %w", err)
	}
	all, err := s.db.SigningKeys(ctx)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	if slices.ContainsFunc(all, func(key Key) bool { return key.ID == id }) {
		return ErrSigns
	}
	return ErrUnknown
}

// open decrypts a key. The error names the key and never shows it.
func (s *Store) open(row Key) (*tokens.Key, error) {
	jwk, err := s.seal.Open(row.ID, row.Sealed)
	if err != nil {
		return nil, fmt.Errorf("signing key %s %w", row.ID, err)
	}
	key, err := tokens.ReadKey(string(jwk))
	if err != nil {
		return nil, fmt.Errorf("signing key %s %w", row.ID, err)
	}
	return key, nil
}
