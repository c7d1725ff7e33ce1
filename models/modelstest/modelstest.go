package modelstest

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // a driver of Pool; the other comes with models

	"phonelogin/models"
)

// Each runs a test on every database. SQLite is a file, because races do not show
// on a single connection in memory. Postgres is the server that TEST_POSTGRES
// names, which `make test` starts, through the pooler that TEST_POOLER names, if
// any.
func Each(t *testing.T, test func(t *testing.T, db *models.DB)) {
	t.Helper()
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) { test(t, Open(t, URL(t, kind))) })
	}
}

// Kinds returns the databases to test on: the available ones, or the one that
// TEST_DATABASE names.
func Kinds() []string {
	if one := os.Getenv("TEST_DATABASE"); one != "" {
		return []string{one}
	}
	if os.Getenv("TEST_POSTGRES") == "" {
		return []string{"sqlite"}
	}
	return []string{"sqlite", "postgres"}
}

// URL is the URL of a new migrated database without rows, deleted after the test.
func URL(t testing.TB, kind string) string {
	t.Helper()
	if kind == "sqlite" {
		return sqliteURL(t)
	}
	return throughPooler(t, copyOf(t, template(t)))
}

// Open opens a database for one test and migrates it if needed.
func Open(t testing.TB, url string) *models.DB {
	t.Helper()
	db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 8})
	if err != nil {
		t.Fatalf("open database: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return db
}

// Pool is a plain connection to a database, without the models and the pooler, for
// questions that only tests ask.
func Pool(t testing.TB, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	path, isSQLite := strings.CutPrefix(url, "sqlite:")
	if isSQLite {
		url = "file:" + path + "?_pragma=busy_timeout(10000)"
	} else {
		driver, url = "pgx", Direct(t, url)
	}
	pool, err := sql.Open(driver, url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = pool.Close() }) // what was written is read by others
	return pool
}
