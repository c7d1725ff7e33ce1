package auth_test

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

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// replica is one of several servers over one database, with its own ring.
type replica struct {
	*app
	ring *tokens.Ring
	log  *bytes.Buffer
}

func newReplica(t *testing.T, db *models.DB, c *clock) *replica {
	t.Helper()
	r := &replica{app: newApp(t, db), log: &bytes.Buffer{}}
	r.clock = c
	r.ring = tokens.NewRing(c.Now, tokens.HS256("a secret of at least 32 characters"))
	var err error
	r.Service, err = auth.New(auth.Deps{
		DB: db, Router: router(t, c.Now, nil, r.inbox), Keys: r.ring, Now: c.Now, Random: rand.Reader, Config: settings(),
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *replica) reload() {
	r.t.Helper()
	if err := r.ReloadKeys(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// published are the kids of the key set, in its order.
func (r *replica) published() string {
	var ids []string
	for _, k := range r.ring.Public() {
		ids = append(ids, k.Kid)
	}
	return strings.Join(ids, " ")
}

func (r *replica) accepts(token string) error {
	_, err := r.Authenticate(r.t.Context(), token)
	return err
}

// kid is that of a token, "" for one by the shared secret.
func kid(t *testing.T, token string) string {
	t.Helper()
	head, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Kid string }
	if err := json.Unmarshal(text, &h); err != nil {
		t.Fatal(err)
	}
	return h.Kid
}

var masterKey = make(secrets.Master, 32) // as settings has it

func store(t *testing.T, db *models.DB, c *clock) *auth.KeyStore {
	t.Helper()
	k, err := auth.NewKeyStore(db, masterKey, c.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// add puts a new key on standby.
func add(t *testing.T, keys *auth.KeyStore, algorithm string) (id, jwk string) {
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

func rotate(t *testing.T, keys *auth.KeyStore) {
	t.Helper()
	if _, err := keys.Rotate(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// replicas runs a test with two servers over each database.
func replicas(t *testing.T, test func(a, b *replica, keys *auth.KeyStore)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		test(newReplica(t, db, c), newReplica(t, db, c), store(t, db, c))
	})
}

// proves S38
func TestARotationReachesReplicasWithoutARestart(t *testing.T) {
	replicas(t, func(a, b *replica, keys *auth.KeyStore) {
		old := a.signIn(ada)
		first, _ := add(a.t, keys, "ES256")
		a.reload()
		if got := kid(a.t, a.signIn("4915112345671").AccessToken); got != "" || a.published() != first {
			a.t.Errorf("a key on standby: %q signs, %q is published, want it published and not signing", got, a.published())
		}
		rotate(a.t, keys)
		a.reload()
		// b has not reloaded: the new kid makes it look.
		second := a.signIn("4915112345672")
		if kid(a.t, second.AccessToken) != first {
			a.t.Errorf("signed by %q, want %q", kid(a.t, second.AccessToken), first)
		}
		if err := b.accepts(second.AccessToken); err != nil {
			b.t.Errorf("a token by the new key at the other replica: %v", err)
		}
		if err := b.accepts(old.AccessToken); err != nil {
			b.t.Errorf("a token by the configured key: %v", err)
		}
		// The next one is of another algorithm, and b reloads by itself.
		next, _ := add(a.t, keys, "EdDSA")
		rotate(a.t, keys)
		b.reload()
		if b.published() != next+" "+first {
			b.t.Errorf("published %q, want %q", b.published(), next+" "+first)
		}
		third := b.signIn("4915112345673")
		for name, token := range map[string]string{"previous": second.AccessToken, "current": third.AccessToken} {
			for _, r := range []*replica{a, b} {
				if err := r.accepts(token); err != nil {
					r.t.Errorf("a token by the %s key: %v", name, err)
				}
			}
		}
		a.clock.advance(time.Hour)
		b.refused(b.accepts(second.AccessToken), refusal.BadToken)
	})
}

func TestARetiredKeyChecksNoMore(t *testing.T) {
	replicas(t, func(a, b *replica, keys *auth.KeyStore) {
		first, _ := add(a.t, keys, "RS256")
		rotate(a.t, keys)
		a.reload()
		b.reload()
		token := a.signIn(ada).AccessToken
		if err := keys.Retire(a.t.Context(), first); !errors.Is(err, auth.ErrKeySigns) {
			a.t.Errorf("retire the current key: got %v, want ErrKeySigns", err)
		}
		second, _ := add(a.t, keys, "RS256")
		rotate(a.t, keys)
		if err := keys.Retire(a.t.Context(), first); err != nil {
			a.t.Fatal(err)
		}
		for _, r := range []*replica{a, b} {
			r.reload()
			r.refused(r.accepts(token), refusal.BadToken)
			if r.published() != second {
				r.t.Errorf("published %q, want %q", r.published(), second)
			}
		}
		if err := keys.Retire(a.t.Context(), first); !errors.Is(err, auth.ErrKeyUnknown) {
			a.t.Errorf("retire it again: got %v, want ErrKeyUnknown", err)
		}
	})
}

// proves S38
func TestMadeUpKidsCostOneStatementASecond(t *testing.T) {
	count := &counter{}
	db, err := models.Open(t.Context(), models.Options{URL: modelstest.URL(t, "sqlite"), MaxConnections: 8, Trace: count.tell})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // nothing was written that must survive
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	r := newReplica(t, db, c)
	forger := tokens.NewRing(c.Now, tokens.HS256("x"))
	foreign, err := tokens.MakeKey("EdDSA", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := tokens.ReadKey(foreign)
	if err != nil {
		t.Fatal(err)
	}
	forger.Replace(key)
	token, err := forger.Sign(tokens.Claims{Subject: "x", ExpiresAt: c.Now().Add(time.Hour).Unix()})
	if err != nil {
		t.Fatal(err)
	}
	for second := range 3 {
		got := count.during(func() {
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() {
					if err := r.accepts(token); !isRefusal(err) {
						t.Errorf("got %v, want a refusal", err)
					}
				})
			}
			all.Wait()
		})
		if got != 1 {
			t.Errorf("second %d: %d statements for 50 tokens, want 1: %q", second, got, count.statements)
		}
		c.advance(time.Second)
	}
}

// A copy of the database signs nothing.
func TestKeysAreEncryptedInTheDatabase(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		keys := store(t, db, c)
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

		// Moved to another row, a private half opens nothing.
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
		if err := newReplica(t, db, c).ReloadKeys(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be decrypted") {
			t.Errorf("rows that were changed for each other: got %v", err)
		}
	})
}

func TestAnotherMasterKeyIsNamedAndChangesNothing(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *auth.KeyStore) {
		token := a.signIn(ada).AccessToken
		stranger, err := auth.NewKeyStore(a.db, bytes.Repeat([]byte{1}, 32), a.clock.Now, rand.Reader)
		if err != nil {
			a.t.Fatal(err)
		}
		id, _ := add(a.t, stranger, "ES256")
		if _, err := keys.Rotate(a.t.Context(), id); err == nil || !strings.Contains(err.Error(), "secrets.master_key") {
			a.t.Errorf("rotate: got %v, want the setting named", err)
		}
		err = a.ReloadKeys(a.t.Context())
		if err == nil || !strings.Contains(err.Error(), id) || !strings.Contains(err.Error(), "secrets.master_key") {
			a.t.Errorf("reload: got %v, want the key and the setting named", err)
		}
		if err := a.accepts(token); err != nil || a.published() != "" {
			a.t.Errorf("the keys in use changed: %v, %q", err, a.published())
		}
	})
}

func TestAReloadThatFailsKeepsTheKeys(t *testing.T) {
	replicas(t, func(a, b *replica, keys *auth.KeyStore) {
		add(a.t, keys, "ES256")
		rotate(a.t, keys)
		a.reload()
		token := a.signIn(ada).AccessToken
		if err := a.db.Close(); err != nil {
			a.t.Fatal(err)
		}
		if err := a.ReloadKeys(a.t.Context()); err == nil {
			a.t.Error("no error without a database")
		}
		if _, err := a.ring.Verify(token); err != nil {
			a.t.Errorf("the keys are gone: %v", err)
		}
		// Of a kid that cannot be looked for nobody knows whether it is good.
		for range 2 { // the second within a second, in which it is not looked for again
			if err := b.accepts(token); !auth.IsOutage(err) {
				b.t.Errorf("got %v, want an outage", err)
			}
		}
		if !strings.Contains(b.log.String(), "signing keys not reloaded") {
			b.t.Errorf("the log does not tell: %s", b.log)
		}
	})
}

func TestTheStoreRefusesWhatWouldBreakSigning(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *auth.KeyStore) {
		ctx := a.t.Context()
		if _, err := keys.Rotate(ctx, ""); !errors.Is(err, auth.ErrKeyNoSpare) {
			a.t.Errorf("rotate without a key: %v", err)
		}
		id, jwk := add(a.t, keys, "EdDSA")
		if _, err := keys.Add(ctx, jwk); !errors.Is(err, auth.ErrKeyTaken) {
			a.t.Errorf("add it again: %v", err)
		}
		public := strings.Replace(jwk, `["sign","verify"]`, `["verify"]`, 1)
		if _, err := keys.Add(ctx, public); !errors.Is(err, auth.ErrKeyPublic) {
			a.t.Errorf("add a key that may not sign: %v", err)
		}
		if _, err := keys.Add(ctx, "words"); err == nil {
			a.t.Error("added words")
		}
		if _, err := keys.Rotate(ctx, "nobody"); !errors.Is(err, auth.ErrKeyUnknown) {
			a.t.Errorf("rotate to a key that is not there: %v", err)
		}
		rotate(a.t, keys)
		if _, err := keys.Rotate(ctx, id); !errors.Is(err, auth.ErrKeySigns) {
			a.t.Errorf("rotate to the current key: %v", err)
		}
		// A previous key can be taken back.
		second, _ := add(a.t, keys, "ES256")
		rotate(a.t, keys)
		if r, err := keys.Rotate(ctx, id); err != nil || r.Previous != second {
			a.t.Errorf("rotate back: %+v, %v", r, err)
		}
	})
}

func TestOfManyRotationsAtOnceOneKeySigns(t *testing.T) {
	replicas(t, func(a, _ *replica, keys *auth.KeyStore) {
		add(a.t, keys, "ES256")
		rotate(a.t, keys)
		for range 10 {
			add(a.t, keys, "EdDSA")
		}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := keys.Rotate(a.t.Context(), ""); err != nil && !errors.Is(err, auth.ErrKeyRaced) {
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
