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

// migratedSQLite is a migrated database file without rows, made once in each
// process: migrating a file for every test would take longer than most tests.
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
	// Closing the last connection moves the log into the file.
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, errors.New("the template is not whole: it left a log")
	}
	return os.ReadFile(path)
}

// sqliteURL is the URL of a copy of the migrated file, deleted after the test.
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

// folder is a new folder, deleted after the test. It is in memory if there is room:
// commits to disk took most of the time of tests.
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
