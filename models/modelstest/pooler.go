package modelstest

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Pooler starts a PgBouncer in transaction mode before a Postgres database, with
// two server connections. It returns the database's URL at the pooler.
func Pooler(t testing.TB, database string) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("where the scripts are is not known")
	}
	script := filepath.Join(filepath.Dir(here), "..", "..", "scripts", "pgbouncer.sh")
	dir, err := os.MkdirTemp("", "pgbouncer") // not t.TempDir(), which another user may not enter
	if err != nil {
		t.Fatal(err)
	}
	start := exec.Command(script, "start", dir, Direct(t, database))
	start.Env = append(os.Environ(), "POOL_SIZE=2")
	out, err := start.Output()
	if err != nil {
		t.Fatalf("start PgBouncer: %v", err)
	}
	t.Cleanup(func() {
		if err := exec.Command(script, "stop", dir).Run(); err != nil {
			t.Errorf("stop PgBouncer: %v", err)
		}
	})
	return strings.TrimSpace(string(out))
}

// Direct is the URL of a database without the pooler.
func Direct(t testing.TB, database string) string {
	t.Helper()
	return at(t, database, os.Getenv("TEST_POSTGRES"))
}

// throughPooler is the URL of a database at the pooler that TEST_POOLER names, if
// any.
func throughPooler(t testing.TB, database string) string {
	t.Helper()
	pooler := os.Getenv("TEST_POOLER")
	if pooler == "" {
		return database
	}
	return at(t, database, pooler)
}

// at is the URL of a database at the server of another URL.
func at(t testing.TB, database, server string) string {
	t.Helper()
	there, err := url.Parse(server)
	if err != nil {
		t.Fatalf("URL of a server: %v", err)
	}
	u, err := url.Parse(database)
	if err != nil {
		t.Fatalf("URL of a database: %v", err)
	}
	u.Host = there.Host
	return u.String()
}
