package modelstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"phonelogin/models"
)

// migratedSQLite is a database file that has our schema and no rows. One is made
// in each process: migrating a file for every test would take longer than most
// tests.
var migratedSQLite = sync.OnceValues(migrateSQLite)

func migrateSQLite() (file []byte, err error) {
	folder, err := os.MkdirTemp(memory(), "phonelogin-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "template.db")
	db, err := models.Open(context.Background(), models.Options{URL: "sqlite:" + path})
	if err != nil {
		return nil, fmt.Errorf("migrate the template: %w", err)
	}
	if err := db.Close(); err != nil {
		return nil, fmt.Errorf("close the template: %w", err)
	}
	// The last connection moves the log into the file and removes it.
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, errors.New("the template is not whole: it left a log")
	}
	return os.ReadFile(path)
}

// sqliteURL is that of a copy of the migrated file, which goes with the test.
func sqliteURL(t testing.TB) string {
	t.Helper()
	file, err := migratedSQLite()
	if err != nil {
		t.Fatalf("make the template: %v", err)
	}
	path := filepath.Join(folder(t), "test.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatalf("copy the template: %v", err)
	}
	return "sqlite:" + path
}

// folder is a new one that goes with the test. It is in memory where there is
// room: most of what a test waited for on a disk were commits.
func folder(t testing.TB) string {
	t.Helper()
	if memory() == "" {
		return t.TempDir()
	}
	folder, err := os.MkdirTemp(memory(), "phonelogin-test-")
	if err != nil {
		t.Fatalf("make a folder in memory: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Errorf("remove a folder in memory: %v", err)
		}
	})
	return folder
}
