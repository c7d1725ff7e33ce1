package auth

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

// SigningKey is a key of access tokens in the database.
type SigningKey = models.SigningKey

// KeyStore is the keys of access tokens in the database, encrypted with a key
// derived from the master key: a copy of the database signs nothing. The life of
// a key is standby, current, previous, so that whoever caches the key set knows a
// key before it signs, and tokens outlive its turn.
type KeyStore struct {
	db     *models.DB
	seal   *secrets.Seal
	now    func() time.Time
	random io.Reader
}

// Errors of the KeyStore that are the operator's.
var (
	ErrKeyUnknown = errors.New("there is no such key in the database")
	ErrKeyTaken   = errors.New("the database has a key of this kid already")
	ErrKeySigns   = errors.New("this is the key that signs: rotate first")
	ErrKeyRaced   = errors.New("the keys were changed meanwhile: list them and try again")
	ErrKeyPublic  = errors.New("is not a private key that may sign")
	ErrKeyNoSpare = errors.New("there is no key on standby")
)

// NewKeyStore opens the store.
func NewKeyStore(db *models.DB, master secrets.Master, now func() time.Time, random io.Reader) (*KeyStore, error) {
	seal, err := master.SealFor("signing keys")
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return &KeyStore{db: db, seal: seal, now: now, random: random}, nil
}

// List are all keys, oldest first.
func (k *KeyStore) List(ctx context.Context) ([]SigningKey, error) { return k.db.SigningKeys(ctx) }

// Add stores a private JWK on standby. The error of a text that is none says what
// is wrong with it, or is ErrKeyPublic or ErrKeyTaken.
func (k *KeyStore) Add(ctx context.Context, jwk string) (*tokens.Key, error) {
	key, err := tokens.ReadKey(jwk)
	if err != nil {
		return nil, err
	}
	if !key.Signs() {
		return nil, ErrKeyPublic
	}
	sealed, err := k.seal.Close(k.random, key.ID, []byte(jwk))
	if err != nil {
		return nil, fmt.Errorf("encrypt key: %w", err)
	}
	now := k.now().UTC().Truncate(time.Microsecond)
	row := &SigningKey{
		ID: key.ID, Alg: key.Algorithm(), State: models.StandbyKey, Sealed: sealed, CreatedAt: now, ChangedAt: now,
	}
	err = k.db.AddSigningKey(ctx, row)
	if errors.Is(err, models.ErrTaken) {
		return nil, ErrKeyTaken
	}
	if err != nil {
		return nil, fmt.Errorf("store key: %w", err)
	}
	return key, nil
}

// Rotation is the outcome of Rotate.
type Rotation struct {
	Current  SigningKey // as it was before
	Previous string     // the kid of the key that signed; "" where the settings' did
}

// Rotate lets another key sign: the one named id, or, where that is "", the one
// that is longest on standby. Errors are ErrKeyNoSpare, ErrKeyUnknown, ErrKeySigns
// and ErrKeyRaced.
func (k *KeyStore) Rotate(ctx context.Context, id string) (*Rotation, error) {
	all, err := k.db.SigningKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	next := slices.IndexFunc(all, func(key SigningKey) bool {
		return key.ID == id || id == "" && key.State == models.StandbyKey
	})
	switch {
	case next < 0 && id == "":
		return nil, ErrKeyNoSpare
	case next < 0:
		return nil, ErrKeyUnknown
	case all[next].State == models.CurrentKey:
		return nil, ErrKeySigns
	}
	// A key that does not open here would stop every replica's next start.
	if _, err := k.open(all[next]); err != nil {
		return nil, err
	}
	r := &Rotation{Current: all[next]}
	if signing := slices.IndexFunc(all, isCurrent); signing >= 0 {
		r.Previous = all[signing].ID
	}
	err = k.db.RotateSigningKey(ctx, r.Previous, r.Current.ID, k.now().UTC().Truncate(time.Microsecond))
	if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrTaken) {
		return nil, ErrKeyRaced
	}
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return r, nil
}

func isCurrent(k SigningKey) bool { return k.State == models.CurrentKey }

// Retire removes a key that does not sign: its tokens are refused from then on.
// Errors are ErrKeyUnknown and ErrKeySigns.
func (k *KeyStore) Retire(ctx context.Context, id string) error {
	err := k.db.RemoveSigningKey(ctx, id)
	if err == nil {
		return nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("remove key: %w", err)
	}
	all, err := k.db.SigningKeys(ctx)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	if slices.ContainsFunc(all, func(key SigningKey) bool { return key.ID == id }) {
		return ErrKeySigns
	}
	return ErrKeyUnknown
}

// open decrypts a key. The error names the key and never shows it.
func (k *KeyStore) open(row SigningKey) (*tokens.Key, error) {
	jwk, err := k.seal.Open(row.ID, row.Sealed)
	if err != nil {
		return nil, fmt.Errorf("signing key %s %w", row.ID, err)
	}
	key, err := tokens.ReadKey(string(jwk))
	if err != nil {
		return nil, fmt.Errorf("signing key %s %w", row.ID, err)
	}
	return key, nil
}
