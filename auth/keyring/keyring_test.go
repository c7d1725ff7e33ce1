package keyring_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/auth/keyring"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// noon is the time of all tests.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// replica is the keyring of one of several servers with one database.
type replica struct {
	*keyring.Keyring
	t    *testing.T
	db   *models.DB
	ring *tokens.Ring
	log  *bytes.Buffer
}

func newReplica(t *testing.T, db *models.DB) *replica {
	t.Helper()
	r := &replica{t: t, db: db, log: &bytes.Buffer{}}
	r.ring = tokens.NewRing(noon, tokens.HS256("a secret of at least 32 characters"))
	r.Keyring = keyring.New(r.ring, store(t, db, masterKey), noon, slog.New(slog.NewTextHandler(r.log, nil)))
	return r
}

func (r *replica) reload() {
	r.t.Helper()
	if err := r.Reload(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// token signs a token.
func (r *replica) token() string {
	r.t.Helper()
	token, err := r.Sign(tokens.Claims{Subject: "ada", ExpiresAt: noon().Add(time.Hour).Unix()})
	if err != nil {
		r.t.Fatal(err)
	}
	return token
}

func (r *replica) accepts(token string) error {
	_, err := r.Verify(r.t.Context(), token)
	return err
}

var masterKey = make(secrets.Master, 32)

func store(t *testing.T, db *models.DB, master secrets.Master) *keyring.Store {
	t.Helper()
	s, err := keyring.OpenStore(db, master, noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// add puts a new key on standby.
func add(t *testing.T, keys *keyring.Store, algorithm string) (id, jwk string) {
	t.Helper()
	jwk, err := tokens.MakeKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.Add(t.Context(), jwk)
	if err != nil {
		t.Fatal(err)
	}
	return key.ID, jwk
}

func rotate(t *testing.T, keys *keyring.Store) {
	t.Helper()
	if _, err := keys.Rotate(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// replicas runs a test with two servers over each database.
func replicas(t *testing.T, test func(a, b *replica, keys *keyring.Store)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		test(newReplica(t, db), newReplica(t, db), store(t, db, masterKey))
	})
}

// A copy of the database cannot sign.
func TestKeysAreEncryptedInTheDatabase(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		keys := store(t, db, masterKey)
		id, jwk := add(t, keys, "ES256")
		other, _ := add(t, keys, "ES256")
		rows, err := keys.List(t.Context())
		if err != nil || len(rows) != 2 {
			t.Fatalf("got %d keys, %v, want 2", len(rows), err)
		}
		var private struct{ D string }
		if err := json.Unmarshal([]byte(jwk), &private); err != nil {
			t.Fatal(err)
		}
		d, err := base64.RawURLEncoding.DecodeString(private.D)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text := []byte(fmt.Sprintf("%v %s", row, row.Sealed))
			if bytes.Contains(text, []byte(private.D)) || bytes.Contains(text, d) || bytes.Contains(text, []byte(`"kty"`)) {
				t.Errorf("the row shows the key: %q", text)
			}
		}

		// A private key cannot be decrypted in another row.
		for _, row := range rows {
			if err := db.RemoveSigningKey(t.Context(), row.ID); err != nil {
				t.Fatal(err)
			}
		}
		for _, row := range rows {
			row.ID = map[string]string{id: other, other: id}[row.ID]
			if err := db.AddSigningKey(t.Context(), &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := newReplica(t, db).Reload(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be decrypted") {
			t.Errorf("rows that were changed for each other: got %v", err)
		}
	})
}

func TestAnotherMasterKeyIsNamedAndChangesNothing(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *keyring.Store) {
		token := a.token()
		stranger := store(a.t, a.db, bytes.Repeat([]byte{1}, 32))
		id, _ := add(a.t, stranger, "ES256")
		if _, err := keys.Rotate(a.t.Context(), id); err == nil || !strings.Contains(err.Error(), "secrets.master_key") {
			a.t.Errorf("rotate: got %v, want the setting named", err)
		}
		err := a.Reload(a.t.Context())
		if err == nil || !strings.Contains(err.Error(), id) || !strings.Contains(err.Error(), "secrets.master_key") {
			a.t.Errorf("reload: got %v, want the key and the setting named", err)
		}
		if err := a.accepts(token); err != nil || len(a.ring.Public()) > 0 {
			a.t.Errorf("the keys in use changed: %v, %v", err, a.ring.Public())
		}
	})
}

func TestAReloadThatFailsKeepsTheKeys(t *testing.T) {
	replicas(t, func(a, b *replica, keys *keyring.Store) {
		add(a.t, keys, "ES256")
		rotate(a.t, keys)
		a.reload()
		token := a.token()
		if err := a.db.Close(); err != nil {
			a.t.Fatal(err)
		}
		if err := a.Reload(a.t.Context()); err == nil {
			a.t.Error("no error without a database")
		}
		if _, err := a.ring.Verify(token); err != nil {
			a.t.Errorf("the keys are gone: %v", err)
		}
		// A kid that cannot be looked up may be valid.
		for range 2 { // the second within a second, in which it is not looked for again
			if err := b.accepts(token); !models.IsOutage(err) {
				b.t.Errorf("got %v, want an outage", err)
			}
		}
		if !strings.Contains(b.log.String(), "signing keys not reloaded") {
			b.t.Errorf("the log does not tell: %s", b.log)
		}
	})
}

func TestTheStoreRefusesWhatWouldBreakSigning(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *keyring.Store) {
		ctx := a.t.Context()
		if _, err := keys.Rotate(ctx, ""); !errors.Is(err, keyring.ErrNoStandby) {
			a.t.Errorf("rotate without a key: %v", err)
		}
		id, jwk := add(a.t, keys, "EdDSA")
		if _, err := keys.Add(ctx, jwk); !errors.Is(err, keyring.ErrTaken) {
			a.t.Errorf("add it again: %v", err)
		}
		public := strings.Replace(jwk, `["sign","verify"]`, `["verify"]`, 1)
		if _, err := keys.Add(ctx, public); !errors.Is(err, keyring.ErrPublic) {
			a.t.Errorf("add a key that may not sign: %v", err)
		}
		if _, err := keys.Add(ctx, "words"); err == nil {
			a.t.Error("added words")
		}
		if _, err := keys.Rotate(ctx, "nobody"); !errors.Is(err, keyring.ErrUnknown) {
			a.t.Errorf("rotate to a key that is not there: %v", err)
		}
		rotate(a.t, keys)
		if _, err := keys.Rotate(ctx, id); !errors.Is(err, keyring.ErrSigns) {
			a.t.Errorf("rotate to the current key: %v", err)
		}
		// A previous key can become current again.
		second, _ := add(a.t, keys, "ES256")
		rotate(a.t, keys)
		if r, err := keys.Rotate(ctx, id); err != nil || r.Previous != second {
			a.t.Errorf("rotate back: %+v, %v", r, err)
		}
	})
}

func TestOfManyRotationsAtOnceOneKeySigns(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *keyring.Store) {
		add(a.t, keys, "ES256")
		rotate(a.t, keys)
		for range 10 {
			add(a.t, keys, "EdDSA")
		}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := keys.Rotate(a.t.Context(), ""); err != nil && !errors.Is(err, keyring.ErrRaced) {
					a.t.Errorf("got %v, want success or ErrKeyRaced", err)
				}
			})
		}
		all.Wait()
		rows, err := keys.List(a.t.Context())
		if err != nil {
			a.t.Fatal(err)
		}
		states := map[models.KeyState]int{}
		for _, row := range rows {
			states[row.State]++
		}
		if states[models.CurrentKey] != 1 || states[models.PreviousKey] < 1 {
			a.t.Errorf("got %v, want one current key", states)
		}
	})
}
