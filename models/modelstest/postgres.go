package modelstest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"phonelogin/models"
)

// EmptyPostgres is the URL of a new database without our schema, deleted after the
// test.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return throughPooler(t, copyOf(t, "template1"))
}

// OnPostgres runs a test only on Postgres, on a database without our schema.
func OnPostgres(t *testing.T, test func(url string)) {
	t.Helper()
	if slices.Contains(Kinds(), "postgres") {
		test(EmptyPostgres(t))
	}
}

// copyOf copies a database. Copying its files takes a quarter of the usual time.
func copyOf(t testing.TB, other string) string {
	t.Helper()
	pool := Pool(t, os.Getenv("TEST_POSTGRES"))
	name := "test_" + strings.ToLower(rand.Text()[:12])
	if _, err := pool.Exec("CREATE DATABASE " + name + " TEMPLATE " + other + " STRATEGY file_copy"); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() {
		// The test's context has ended.
		if _, err := pool.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return urlOf(t, name)
}

func urlOf(t testing.TB, database string) string {
	t.Helper()
	u, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatalf("TEST_POSTGRES: %v", err)
	}
	u.Path = "/" + database
	return u.String()
}

// template is the name of a migrated database, created once on a server: migrating
// one for every test would take longer than most tests. It stays for other packages
// and later runs.
func template(t testing.TB) string {
	t.Helper()
	name := "test_template_" + schemaVersion(t)
	c, err := Pool(t, os.Getenv("TEST_POSTGRES")).Conn(t.Context())
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = c.Close() }() // nothing was written that must survive
	// Of packages that run at once, one creates it.
	mustExec(t, c, "SELECT pg_advisory_lock(hashtext('test_template'))")
	defer mustExec(t, c, "SELECT pg_advisory_unlock_all()")
	var is bool
	err = c.QueryRowContext(t.Context(), "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&is)
	if err != nil {
		t.Fatalf("look for the template: %v", err)
	}
	if !is {
		makeTemplate(t, c, name)
	}
	return name
}

// makeTemplate renames the database when it is complete.
func makeTemplate(t testing.TB, c *sql.Conn, name string) {
	t.Helper()
	mustExec(t, c, "DROP DATABASE IF EXISTS "+name+"_new WITH (FORCE)")
	mustExec(t, c, "CREATE DATABASE "+name+"_new")
	db, err := models.Open(t.Context(), models.Options{URL: urlOf(t, name+"_new"), MaxConnections: 1})
	if err != nil {
		t.Fatalf("migrate the template: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatalf("close the template: %v", err)
	}
	mustExec(t, c, "ALTER DATABASE "+name+"_new RENAME TO "+name)
}

func mustExec(t testing.TB, c *sql.Conn, statement string) {
	t.Helper()
	if _, err := c.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// schemaVersion is a hash of the migration files, which change until they are
// released.
func schemaVersion(t testing.TB) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("where the migrations are is not known")
	}
	files := os.DirFS(filepath.Join(filepath.Dir(here), "..", "migrations", "postgres"))
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("read migrations: %v, %v", names, err)
	}
	sum := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(text)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:6])
}
