package models_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// onDirectPostgres is modelstest.OnPostgres without the pooler, for tests of
// connections: a pooler has its own.
func onDirectPostgres(t *testing.T, test func(url string)) {
	t.Helper()
	modelstest.OnPostgres(t, func(url string) { test(modelstest.Direct(t, url)) })
}

func TestManyProcessesMigrateOneNewDatabaseOnce(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 2})
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				_ = db.Close() // only opening is of interest
			})
		}
		all.Wait()
		var applied int
		row := modelstest.Pool(t, url).QueryRow(`SELECT count(*) FROM auth.phonelogin_migrations WHERE version_id > 0`)
		files, err := os.ReadDir("migrations/postgres")
		if err != nil {
			t.Fatal(err)
		}
		if err := row.Scan(&applied); err != nil || applied != len(files) {
			t.Errorf("got %d migrations applied, %v, want %d", applied, err, len(files))
		}
	})
}

// Only the first start needs the right to create schemas.
func TestTheRoleNeedsNoRightOnTheDatabaseAfterTheFirstStart(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		pool := modelstest.Pool(t, address)
		u, err := url.Parse(modelstest.Direct(t, address))
		if err != nil {
			t.Fatal(err)
		}
		database := strings.TrimPrefix(u.Path, "/")
		role := database + "_role"
		must(t, pool, `CREATE ROLE `+role+` LOGIN PASSWORD 'test'`)
		t.Cleanup(func() {
			must(t, modelstest.Pool(t, address), `DROP OWNED BY `+role)
			must(t, modelstest.Pool(t, address), `DROP ROLE `+role)
		})
		must(t, pool, `GRANT CREATE ON DATABASE `+database+` TO `+role)
		u.User = url.UserPassword(role, "test")
		for range 2 {
			db, err := models.Open(t.Context(), models.Options{URL: u.String(), MaxConnections: 1})
			if err != nil {
				t.Fatal(err)
			}
			_ = db.Close() // only opening is of interest
			must(t, pool, `REVOKE CREATE ON DATABASE `+database+` FROM `+role)
		}
	})
}

// A customer's table refers to auth.users and has a policy with auth.uid(): with
// the claims of real tokens, each user sees only their own rows.
func TestRowLevelSecurityKeepsUsersApart(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		db := modelstest.Open(t, url)
		ada, bob := user(t, db, "4915112345678"), user(t, db, "4915112345679")
		pool := modelstest.Pool(t, url)
		must(t, pool, `DO $$ BEGIN CREATE ROLE rls_test_user NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
		must(t, pool, `CREATE TABLE public.notes (user_id uuid REFERENCES auth.users (id) ON DELETE CASCADE, text text)`)
		must(t, pool, `ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY`)
		must(t, pool, `CREATE POLICY own ON public.notes USING (auth.uid() = user_id) WITH CHECK (auth.uid() = user_id)`)
		must(t, pool, `GRANT SELECT, INSERT ON public.notes TO rls_test_user`)
		must(t, pool, `INSERT INTO public.notes VALUES ($1, 'ada''s'), ($2, 'bob''s')`, ada.ID, bob.ID)

		for id, want := range map[string]string{ada.ID: "ada's", bob.ID: "bob's"} {
			asUser(t, pool, id, func(tx *sql.Tx) {
				var text, role string
				var rows int
				err := tx.QueryRow(`SELECT text, count(*) OVER (), auth.role() FROM public.notes`).Scan(&text, &rows, &role)
				if err != nil || text != want || rows != 1 || role != "authenticated" {
					t.Errorf("got %q of %d rows as %q, %v, want %q alone", text, rows, role, err, want)
				}
				if _, err := tx.Exec(`INSERT INTO public.notes VALUES ($1, 'x')`, other(id, ada.ID, bob.ID)); err == nil {
					t.Error("one user writes rows of the other")
				}
			})
			asUser(t, pool, id, func(tx *sql.Tx) {
				if _, err := tx.Exec(`SELECT * FROM auth.users`); err == nil {
					t.Error("a user reads auth.users")
				}
			})
		}
		asUser(t, pool, "", func(tx *sql.Tx) {
			var rows int
			if err := tx.QueryRow(`SELECT count(*) FROM public.notes`).Scan(&rows); err != nil || rows != 0 {
				t.Errorf("a stranger: got %d rows, %v, want none", rows, err)
			}
		})
	})
}

func other(id, a, b string) string {
	if id == a {
		return b
	}
	return a
}

// asUser acts like an API in front of the database: it sets the role and the
// token's claims, where policies read them.
func asUser(t *testing.T, pool *sql.DB, id string, do func(tx *sql.Tx)) {
	t.Helper()
	tx, err := pool.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing is to stay
	claims := map[string]string{"role": "anon"}
	if id != "" {
		claims = map[string]string{"sub": id, "role": "authenticated"}
	}
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`SELECT set_config('request.jwt.claims', $1, true)`, string(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`SET LOCAL ROLE rls_test_user`); err != nil {
		t.Fatal(err)
	}
	do(tx)
}

func must(t *testing.T, pool *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := pool.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
