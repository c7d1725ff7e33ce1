package models_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

func TestThreeReplicasMigrateAndServeThroughAPooler(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		pooled := modelstest.Pooler(t, url)
		var replicas sync.WaitGroup
		for replica := range 3 {
			replicas.Go(func() {
				db, err := models.Open(t.Context(), models.Options{URL: pooled, MaxConnections: 8})
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				defer func() { _ = db.Close() }() // the test is over
				if !db.BehindPooler() {
					t.Error("the pooler is not noticed")
				}
				var clients sync.WaitGroup
				for client := range 8 {
					clients.Go(func() {
						for n := range 10 {
							useSession(t, db, phone.Number(fmt.Sprintf("4915%d%d%d", replica, client, n)))
						}
					})
				}
				clients.Wait()
			})
		}
		replicas.Wait()
	})
}

// useSession signs a user in and does the most frequent acts.
func useSession(t *testing.T, db *models.DB, number phone.Number) {
	u := user(t, db, number)
	all, err := db.SessionsOf(t.Context(), u.ID, models.SessionLimits{}, noon)
	if err != nil || len(all) != 1 {
		t.Errorf("sessions: got %d, %v, want 1", len(all), err)
		return
	}
	if _, err := db.Rotate(t.Context(), models.Refresh{SessionID: all[0].ID, Now: noon}); err != nil {
		t.Errorf("rotate: %v", err)
	}
	if _, err := db.Holder(t.Context(), u.ID, all[0].ID); err != nil {
		t.Errorf("holder: %v", err)
	}
}

func TestAPoolerIsOnlySeenWhereOneIs(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		direct := modelstest.Direct(t, url)
		for _, test := range []struct {
			url, pooler string
			want        bool
		}{
			{direct, "", false},
			{direct, models.PoolerYes, true},
			{modelstest.Pooler(t, url), models.PoolerAuto, true},
			{direct + "&default_query_exec_mode=cache_describe", models.PoolerYes, false},
		} {
			db, err := models.Open(t.Context(), models.Options{URL: test.url, Pooler: test.pooler, MaxConnections: 1})
			if err != nil {
				t.Fatalf("%q: %v", test.pooler, err)
			}
			if got := db.BehindPooler(); got != test.want {
				t.Errorf("%q: got %v, want %v", test.pooler, got, test.want)
			}
			_ = db.Close() // only opening is of interest
		}
	})
}

func TestParametersOfOtherClientsDoNoHarm(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		url += "&pgbouncer=true&connection_limit=1&schema=public&supa=base-pooler.x&pool_max_conns=4&channel_binding=prefer"
		db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 1})
		if err != nil {
			t.Fatal(err)
		}
		_ = db.Close() // only opening is of interest
	})
}

// A killed migrator leaves its lock behind. The lock expires with its lease, not
// before.
func TestAKilledMigratorBlocksNobodyForEver(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		pool := modelstest.Pool(t, url)
		must(t, pool, `CREATE SCHEMA auth`)
		must(t, pool, `CREATE TABLE auth.phonelogin_migration_lock (lock_id bigint NOT NULL PRIMARY KEY, locked boolean NOT NULL DEFAULT false,
			locked_at timestamptz, locked_by text, lease_expires_at timestamptz, updated_at timestamptz)`)
		must(t, pool, `INSERT INTO auth.phonelogin_migration_lock VALUES (4097083626, true, now(), 'killed', now() + interval '2 seconds', now())`)
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := models.Open(soon, models.Options{URL: url, MaxConnections: 1}); err == nil {
			t.Error("it migrates while another process may be at it")
		}
		db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 1})
		if err != nil {
			t.Fatal(err)
		}
		_ = db.Close() // only opening is of interest
	})
}

func TestErrorsOfConnectingShowNothingOfTheURL(t *testing.T) {
	for _, url := range []string{
		"postgres://ada:s3cret@w0rd@127.0.0.1:1/db",
		"postgres://ada:s3cret@w0rd.invalid/db",
		"postgres://ada:s3cret/w0rd@127.0.0.1:1/db",
		"postgres://ada:s3cret%w0rd@127.0.0.1:1/db",
		"postgres://ada:s3cret#w0rd@127.0.0.1:1/db",
		"postgres://ada:s3cret@127.0.0.1:1/db?sslmode=s3cret",
		"postgres://ada:s3cret@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/nowhere/s3.crt",
	} {
		_, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 1})
		if err == nil {
			t.Errorf("%s is opened", url)
			continue
		}
		for _, piece := range []string{"s3cret", "w0rd", "ada"} {
			if strings.Contains(err.Error(), piece) {
				t.Errorf("%s: %q shows %q", url, err, piece)
			}
		}
	}
}
