package main

import (
	"bytes"
	"context"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// TestMain lets a test run the program as a process that can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_AS_PROGRAM") != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestAKilledImportGoesOnWithoutLossOrDoubles(t *testing.T) {
	const users = 1500
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			_, source := modelstest.GoTrue(t, users)
			target := modelstest.URL(t, kind)
			db := modelstest.Open(t, target)
			report := filepath.Join(t.TempDir(), "left.jsonl")
			env := []string{"PHONELOGIN_DATABASE_URL=" + target, "PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()}
			args := []string{"import", "--from", source, "--batch", "20", "--report", report}

			killed := exec.Command(os.Args[0], args...)
			killed.Env = append(append(os.Environ(), "RUN_AS_PROGRAM=1"), env...)
			if err := killed.Start(); err != nil {
				t.Fatal(err)
			}
			read := waitForProgress(t, db, source)
			if err := killed.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = killed.Wait() // it was killed
			if read >= users {
				t.Fatal("it was done before it was killed")
			}
			code, out, errOut := call(t, env, args...)
			if code != 0 {
				t.Fatalf("going on: got exit code %d: %s", code, errOut)
			}
			if !strings.Contains(errOut, "Going on after") {
				t.Errorf("it does not say that it goes on: %s", errOut)
			}
			for _, want := range []string{"users read   1500", "users taken   1500", "identities taken   1500",
				"factors taken    150", "sessions taken   1500", "refresh tokens taken   1500"} {
				if !strings.Contains(out, want) {
					t.Errorf("got\n%swant %q", out, want)
				}
			}
			if kind == "postgres" {
				countRows(t, modelstest.Pool(t, target))
			}
		})
	}
}

// countRows counts in the database itself: the report could be wrong.
func countRows(t *testing.T, pool *sql.DB) {
	t.Helper()
	for table, want := range map[string]int{"users": 1500, "sessions": 1500, "refresh_tokens": 1500, "mfa_factors": 150} {
		var got int
		if err := pool.QueryRow(`SELECT count(*) FROM auth.` + table).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %d rows, %v, want %d", table, got, err, want)
		}
	}
}

// waitForProgress waits until a few batches were stored, and returns the number of
// users.
func waitForProgress(t *testing.T, db *models.DB, source string) int64 {
	t.Helper()
	name := regexp.MustCompile(`@([^?]*)`).FindStringSubmatch(source)[1] + "#auth"
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if i, err := db.FindImport(t.Context(), name); err == nil && i.Progress.Read > 100 {
			return i.Progress.Read
		}
	}
	t.Fatal("the import does not begin")
	return 0
}

func TestAnImportExplainsItself(t *testing.T) {
	owner, source := modelstest.GoTrue(t, 30)
	if _, err := owner.Exec(`UPDATE auth.users SET phone = NULL WHERE id = md5('user3')::uuid`); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	report := filepath.Join(dir, "left.jsonl")
	env := []string{"PHONELOGIN_SERVER_DATA_DIR=" + dir}
	code, out, errOut := call(t, env, "import", "--from", source, "--report", report)
	if code != 0 || !strings.Contains(out, "not taken: user: no_phone    1") {
		t.Errorf("got exit code %d and\n%s%s", code, out, errOut)
	}
	text, err := os.ReadFile(report)
	if err != nil || bytes.Count(text, []byte("\n")) != 1 {
		t.Errorf("got the report %q, %v, want one line", text, err)
	}
	code, again, errOut := call(t, env, "import", "--from", source)
	if code != 0 || again != out || !strings.Contains(errOut, "--again") {
		t.Errorf("the second time: got exit code %d and\n%s%s", code, again, errOut)
	}
}

func TestTheOtherServersTablesMayStandBesideOurs(t *testing.T) {
	owner, source := modelstest.GoTrue(t, 30)
	if _, err := owner.Exec(`ALTER SCHEMA auth RENAME TO gotrue`); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	server, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = server.User // the source's may only read
	env := []string{"PHONELOGIN_DATABASE_URL=" + u.String(), "PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()}
	code, out, errOut := call(t, env, "import", "--from", source, "--schema", "gotrue")
	if code != 0 || !strings.Contains(out, "users taken   30") {
		t.Errorf("got exit code %d and\n%s%s", code, out, errOut)
	}
}

func TestAnImportThatCannotBeginSaysWhy(t *testing.T) {
	_, source := modelstest.GoTrue(t, 1)
	file := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no URL":             {[]string{"--from", "host=db user=me password=geheim"}, "postgres://"},
		"no server":          {[]string{"--from", "postgres://me:geheim@127.0.0.1:1/db"}, "refused"},
		"no tables":          {[]string{"--from", source, "--schema", "public"}, "no table users"},
		"our own database":   {[]string{"--from", source}, "database of its own"},
		"a key of no use":    {[]string{"--from", source, "--decryption-key", "k1=geheim"}, "32 bytes"},
		"a batch of nothing": {[]string{"--from", source, "--batch", "0"}, "--batch"},
		"somebody's file":    {[]string{"--from", source, "--report", file}, "not the report"},
	} {
		t.Run(name, func(t *testing.T) {
			env := []string{"PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir()}
			if name == "our own database" {
				env = append(env, "PHONELOGIN_DATABASE_URL="+source)
			}
			code, _, errOut := call(t, env, append([]string{"import"}, c.args...)...)
			if code != 2 || !strings.Contains(errOut, c.want) || strings.Contains(errOut, "geheim") {
				t.Errorf("got exit code %d and %q, want 2 and %q", code, errOut, c.want)
			}
		})
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
		t.Errorf("somebody's file: got %q, %v", text, err)
	}
}
