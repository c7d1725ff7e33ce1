package auth_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/auth/domain"
	"phonelogin/auth/keyring"
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
}

func newReplica(t *testing.T, db *models.DB, c *clock) *replica {
	t.Helper()
	r := &replica{app: newApp(t, db)}
	r.clock = c
	r.ring = tokens.NewRing(c.Now, tokens.HS256("a secret of at least 32 characters"))
	r.put(domain.Deps{DB: db, Router: router(t, c.Now, nil, r.inbox), Keys: r.ring, Config: settings(), Now: c.Now})
	return r
}

func (r *replica) reload() {
	r.t.Helper()
	if err := r.Keyring.Reload(r.t.Context()); err != nil {
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

func store(t *testing.T, db *models.DB, c *clock) *keyring.Store {
	t.Helper()
	k, err := keyring.OpenStore(db, masterKey, c.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// add puts a new key on standby.
func add(t *testing.T, keys *keyring.Store, algorithm string) (id string) {
	t.Helper()
	jwk, err := tokens.MakeKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.Add(t.Context(), jwk)
	if err != nil {
		t.Fatal(err)
	}
	return key.ID
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
		c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		test(newReplica(t, db, c), newReplica(t, db, c), store(t, db, c))
	})
}

// proves S38
func TestARotationReachesReplicasWithoutARestart(t *testing.T) {
	replicas(t, func(a, b *replica, keys *keyring.Store) {
		old := a.signIn(ada)
		first := add(a.t, keys, "ES256")
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
		next := add(a.t, keys, "EdDSA")
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
	replicas(t, func(a, b *replica, keys *keyring.Store) {
		first := add(a.t, keys, "RS256")
		rotate(a.t, keys)
		a.reload()
		b.reload()
		token := a.signIn(ada).AccessToken
		if err := keys.Retire(a.t.Context(), first); !errors.Is(err, keyring.ErrSigns) {
			a.t.Errorf("retire the current key: got %v, want ErrKeySigns", err)
		}
		second := add(a.t, keys, "RS256")
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
		if err := keys.Retire(a.t.Context(), first); !errors.Is(err, keyring.ErrUnknown) {
			a.t.Errorf("retire it again: got %v, want ErrKeyUnknown", err)
		}
	})
}

// proves S38
func TestMadeUpKidsCostOneStatementASecond(t *testing.T) {
	count := &counter{}
	db, err := models.Open(t.Context(), models.Options{URL: modelstest.URL(t, "sqlite"), MaxConnections: 8, OnStatement: count.tell})
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
