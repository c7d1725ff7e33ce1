package models_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// addKey is one statement.
func addKey(ctx context.Context, db *models.DB) error {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return db.AddSigningKey(ctx, &models.SigningKey{
		ID: uuid.NewString(), Alg: "ES256", State: models.StandbyKey, Sealed: []byte("x"), CreatedAt: now, ChangedAt: now,
	})
}

// reason is the reason of an outage, "" for any other error.
func reason(err error) models.OutageReason {
	if o, ok := errors.AsType[*models.Outage](err); ok {
		return o.Reason
	}
	return ""
}

// raising makes inserts of a key fail with the SQLSTATE, only the first times of
// them unless times is 0, and counts the tries.
func raising(t *testing.T, url, code string, times int) (tries func() int) {
	t.Helper()
	if times == 0 {
		times = 1 << 30
	}
	pool := modelstest.Pool(t, url)
	must(t, pool, `CREATE SEQUENCE IF NOT EXISTS auth.tries`)
	must(t, pool, `ALTER SEQUENCE auth.tries RESTART`)
	must(t, pool, fmt.Sprintf(`
		CREATE OR REPLACE FUNCTION auth.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('auth.tries') <= %d THEN RAISE EXCEPTION USING ERRCODE = '%s'; END IF;
			RETURN NEW;
		END $$`, times, code))
	must(t, pool, `CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON auth.signing_keys FOR EACH ROW EXECUTE FUNCTION auth.fail()`)
	return func() (n int) {
		if err := pool.QueryRow(`SELECT last_value FROM auth.tries`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
}

func TestAnErrorOfPostgresIsAnOutageUnlessItIsAMistakeOfOurs(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		db := modelstest.Open(t, url)
		for _, tt := range []struct {
			codes string
			want  models.OutageReason // "" for a mistake
		}{
			{"08000 08003 08006 57P01 57P02 57P03", models.Unreachable},
			{"28000 28P01 3D000 42501", models.Refused},
			{"53000 53200 53300 53400 55006 40001 40P01", models.Overloaded},
			{"25006", models.ReadOnly},
			{"53100", models.Full},
			{"55P03 57014 25P03", models.TimedOut},
			{"58000 58030 XX000 XX001 XX002 F0000 26000 42P05 0A000 42P01 3F000 72000", models.Broken},
			{"42601 42703 42883 22P02 22001 22003 23502 23514 2F000 P0001 21000", ""},
		} {
			for code := range strings.FieldsSeq(tt.codes) {
				raising(t, url, code, 0)
				if err := addKey(t.Context(), db); err == nil || reason(err) != tt.want {
					t.Errorf("%s: got %v, want %q", code, err, tt.want)
				}
			}
		}
		for code, want := range map[string]error{"23505": models.ErrTaken, "23503": models.ErrNotFound} {
			raising(t, url, code, 0)
			if err := addKey(t.Context(), db); !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", code, err, want)
			}
		}
	})
}

func TestWhatCollidesIsTriedAgain(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		db := modelstest.Open(t, url)
		whole := func(ctx context.Context, db *models.DB) error {
			return db.Transact(ctx, func(tx *models.DB) error { return addKey(ctx, tx) })
		}
		for name, act := range map[string]func(context.Context, *models.DB) error{"statement": addKey, "transaction": whole} {
			for _, code := range []string{"40001", "40P01"} {
				tries := raising(t, url, code, 3)
				if err := act(t.Context(), db); err != nil || tries() != 4 {
					t.Errorf("%s, %s: %v after %d tries, want success after 4", name, code, err, tries())
				}
				tries = raising(t, url, code, 0)
				if err := act(t.Context(), db); reason(err) != models.Overloaded || tries() != 5 {
					t.Errorf("%s, %s for ever: %v after %d tries, want an outage after 5", name, code, err, tries())
				}
			}
			tries := raising(t, url, "53100", 1)
			if err := act(t.Context(), db); reason(err) != models.Full || tries() != 1 {
				t.Errorf("%s, full disk: %v after %d tries, want 1", name, err, tries())
			}
		}
	})
}

// A transaction that runs again must not keep anything of its first run.
func TestATransactionThatRunsAgainBeginsAnew(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		db := modelstest.Open(t, url)
		pool := modelstest.Pool(t, url)
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		open := func() *models.Challenge {
			c, err := db.OpenChallenge(t.Context(), models.CodeRequest{
				New: models.Challenge{
					ID: uuid.NewString(), Phone: "4915112345678", Purpose: "login", Face: models.APIFace(), Channel: "sms", Nonce: []byte("n"),
					Sends: 1, CreatedAt: now, SentAt: now, ExpiresAt: now.Add(time.Minute),
				},
				MaxTries: 5, ReuseFor: time.Hour, ExpiresAt: func(time.Time) time.Time { return now.Add(time.Minute) }, Judge: func(models.History) (int, error) { return 1, nil },
				Budget: &models.Budget{Name: "sms", Limit: 9, Period: time.Hour}, Messages: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		first := open()
		must(t, pool, `CREATE SEQUENCE auth.tries`)
		must(t, pool, `CREATE FUNCTION auth.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('auth.tries') <= 2 THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF;
			RETURN NEW;
		END $$`)
		must(t, pool, `CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON auth.budgets FOR EACH ROW EXECUTE FUNCTION auth.fail()`)
		// The budget is charged last, after the live challenge was reused.
		if again := open(); again.ID != first.ID || again.Sends != 2 {
			t.Errorf("got challenge %s with %d sends, want %s with 2", again.ID, again.Sends, first.ID)
		}
		var spent int
		if err := pool.QueryRow(`SELECT spent FROM auth.budgets`).Scan(&spent); err != nil || spent != 2 {
			t.Errorf("%d messages spent, %v, want 2", spent, err)
		}
	})
}

func TestAServerThatCannotBeReachedIsAnOutageAndIsUsedAgainAtOnce(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		p := modelstest.NewProxy(t, url)
		db := modelstest.Open(t, p.URL)
		for name, fault := range map[string]struct {
			begin func()
			want  models.OutageReason
		}{
			"refused": {p.Refuse, models.Unreachable},
			"hangs":   {p.Hang, models.TimedOut},
		} {
			fault.begin()
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if err := addKey(ctx, db); reason(err) != fault.want {
				t.Errorf("%s: got %v, want %s", name, err, fault.want)
			}
			cancel()
			p.Mend()
			if err := addKey(t.Context(), db); err != nil {
				t.Errorf("%s, and well again: %v", name, err)
			}
		}
	})
}

func TestACallerWhoLeavesIsNoOutage(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Transact(ctx, func(tx *models.DB) error {
			cancel()
			return addKey(ctx, tx)
		})
		if !errors.Is(err, context.Canceled) || models.IsOutage(err) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		over, cancel := context.WithTimeout(t.Context(), 0)
		defer cancel()
		if err := addKey(over, db); !errors.Is(err, context.DeadlineExceeded) || models.IsOutage(err) {
			t.Errorf("the time was over before: got %v, want context.DeadlineExceeded", err)
		}
	})
}

// After a failover the old server is a standby: it reads and refuses to write.
func TestAfterAFailoverThePoolWritesAgainAtOnce(t *testing.T) {
	onDirectPostgres(t, func(address string) {
		db := modelstest.Open(t, address)
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(u.Path, "/")
		admin := modelstest.Pool(t, os.Getenv("TEST_POSTGRES"))
		failOver := func(statement string) {
			must(t, admin, statement)
			must(t, admin, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '`+name+`'`)
		}
		fillPool(t, db)
		failOver(`ALTER DATABASE ` + name + ` SET default_transaction_read_only = on`)
		if err := addKey(t.Context(), db); reason(err) != models.ReadOnly && reason(err) != models.Unreachable {
			t.Errorf("read-only: got %v", err)
		}
		if err := db.Probe(t.Context(), uuid.NewString(), time.Now().UTC()); reason(err) != models.ReadOnly {
			t.Errorf("probe of a read-only database: got %v", err)
		}
		fillPool(t, db) // with connections that only read
		// Nothing closes these connections: they lead to the new server.
		must(t, admin, `ALTER DATABASE `+name+` RESET default_transaction_read_only`)
		for range 20 {
			if err := addKey(t.Context(), db); err != nil {
				t.Fatalf("the database is well: %v", err)
			}
		}
		if err := db.Probe(t.Context(), uuid.NewString(), time.Now().UTC()); err != nil {
			t.Errorf("probe of a database that writes: %v", err)
		}
	})
}

// fillPool reads from several connections at once, which then stay open.
func fillPool(t *testing.T, db *models.DB) {
	t.Helper()
	ctx, n := t.Context(), 6
	var reading, all sync.WaitGroup
	reading.Add(n)
	for range n {
		all.Go(func() {
			here := sync.OnceFunc(reading.Done)
			defer here() // where it could not begin
			err := db.Transact(ctx, func(tx *models.DB) error {
				_, err := tx.SigningKeys(ctx)
				here()
				reading.Wait()
				return err
			})
			if err != nil {
				t.Errorf("read: %v", err)
			}
		})
	}
	all.Wait()
}

// Each connection ends by itself after its longest life.
func TestAConnectionIsNotUsedForEver(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 1, ConnectionLife: time.Nanosecond})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }() // only opening is of interest
		pool := modelstest.Pool(t, url)
		must(t, pool, `CREATE TABLE public.seen (pid int)`)
		must(t, pool, `CREATE FUNCTION auth.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			INSERT INTO public.seen VALUES (pg_backend_pid()); RETURN NEW; END $$`)
		must(t, pool, `CREATE TRIGGER note BEFORE INSERT ON auth.signing_keys FOR EACH ROW EXECUTE FUNCTION auth.note()`)
		for range 3 {
			if err := addKey(t.Context(), db); err != nil {
				t.Fatal(err)
			}
		}
		var connections int
		if err := pool.QueryRow(`SELECT count(DISTINCT pid) FROM public.seen`).Scan(&connections); err != nil || connections != 3 {
			t.Errorf("%d connections were used, %v, want 3", connections, err)
		}
	})
}
