package main

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// checkDatabase runs the check on a database and returns the output.
func checkDatabase(t *testing.T, url string, args ...string) (code int, said string) {
	t.Helper()
	code, _, said = call(t, []string{"PHONELOGIN_DATABASE_URL=" + url}, append([]string{"check"}, args...)...)
	return code, said
}

func TestCheckAsksTheDatabase(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			url := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
			if kind == "postgres" {
				url = modelstest.Direct(t, modelstest.URL(t, kind))
			}
			if kind == "sqlite" {
				code, said := checkDatabase(t, url)
				if code != 0 || !strings.Contains(said, "database sqlite: made at the first start") {
					t.Errorf("before the first start: got exit code %d and\n%s", code, said)
				}
				if _, err := os.Stat(strings.TrimPrefix(url, "sqlite:")); err == nil {
					t.Error("the check made the database")
				}
			}
			modelstest.Open(t, url)
			code, said := checkDatabase(t, url)
			if code != 0 || !strings.Contains(said, "database "+kind+": reached, schema ") || strings.Contains(said, "warning: the database") {
				t.Errorf("got exit code %d and\n%s", code, said)
			}
		})
	}
}

func TestCheckOfAnEmptyPostgresChangesNothing(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		code, said := checkDatabase(t, url)
		if code != 0 || !strings.Contains(said, "schema 0, which the next start brings to ") {
			t.Errorf("got exit code %d and\n%s", code, said)
		}
		var schemas int
		err := modelstest.Pool(t, url).QueryRow(`SELECT count(*) FROM pg_namespace WHERE nspname = 'auth'`).Scan(&schemas)
		if err != nil || schemas != 0 {
			t.Errorf("the check made %d schemas, %v", schemas, err)
		}
	})
}

func TestCheckSeesAPooler(t *testing.T) {
	modelstest.OnPostgres(t, func(url string) {
		code, said := checkDatabase(t, modelstest.Pooler(t, url))
		if code != 0 || !strings.Contains(said, "database postgres: reached through a pooler") {
			t.Errorf("got exit code %d and\n%s", code, said)
		}
	})
}

func TestCheckRefusesADatabaseThatCannotBeUsed(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		pool := modelstest.Pool(t, address)
		other := func(change func(*url.URL)) string {
			u, err := url.Parse(modelstest.Direct(t, address))
			if err != nil {
				t.Fatal(err)
			}
			change(u)
			return u.String()
		}
		for _, test := range []struct {
			name, prepare, url string
			exit               int
			want               string
		}{
			{"no such database", "SELECT 1", other(func(u *url.URL) { u.Path = "/nowhere" }), 2, `database "nowhere" does not exist (SQLSTATE 3D000)`},
			{"no such role", "SELECT 1", other(func(u *url.URL) { u.User = url.UserPassword("nobody", "s3cret") }), 2, "SQLSTATE 28000"},
			{"read-only", "SELECT 1", other(func(u *url.URL) { u.RawQuery += "&default_transaction_read_only=on" }), 1, "takes no changes"},
			{"another server's", "CREATE SCHEMA auth CREATE TABLE users (id int)", address, 2, "the tables of another server"},
		} {
			if _, err := pool.Exec(test.prepare); err != nil {
				t.Fatal(err)
			}
			code, said := checkDatabase(t, test.url)
			if code != test.exit || !strings.Contains(said, test.want) || strings.Contains(said, "s3cret") {
				t.Errorf("%s: got exit code %d and\n%s\nwant %d and %s", test.name, code, said, test.exit, test.want)
			}
			if code, said := checkDatabase(t, test.url, "--offline"); code != 0 {
				t.Errorf("%s, offline: got exit code %d and\n%s", test.name, code, said)
			}
		}
	})
}

// One address refuses connections; the other accepts them and never answers.
func TestCheckOfADatabaseThatIsAwaySaysSoAndShowsNothing(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() }) // only listening is of interest
	for host, want := range map[string]string{
		"127.0.0.1:1":            "connection refused",
		silent.Addr().String():   "it does not answer in time",
		"w0rd-s3cret.invalid":    "the name of its host",
		"s3cret/w0rd@db.example": "percent-encode",
	} {
		for _, args := range [][]string{{"check"}, {"serve"}, {"migrate"}, {"import", "--from", "postgres://ada:s3cret@" + host + "/x?connect_timeout=1"}} {
			env := []string{
				"PHONELOGIN_DATABASE_URL=postgres://ada:s3cret@" + host + "/x?connect_timeout=1",
				"PHONELOGIN_DATABASE_START_TIMEOUT=0s", // else serve and migrate wait for it
			}
			began := time.Now()
			code, out, said := call(t, env, args...)
			if code == 0 || !strings.Contains(said, want) {
				t.Errorf("%s of %s: got exit code %d and\n%s\nwant %q", args[0], host, code, said, want)
			}
			for _, piece := range []string{"s3cret", "w0rd", "ada"} {
				if strings.Contains(said, piece) || strings.Contains(host, "@") && strings.Contains(out, piece) {
					t.Errorf("%s of %s: %q is shown", args[0], host, piece)
				}
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%s of %s took %v", args[0], host, took)
			}
		}
	}
}

func TestPathsWhereNoSQLiteDatabaseCanBe(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "not", "there", "x.db")
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		folder:                   "is a folder, not a file",
		pipe:                     "does not exist",
		"/dev/null":              "is not an ordinary file",
		"/proc/x.db":             "its folder takes no files",
		filepath.Join(text, "x"): "not a directory",
		text:                     "file is not a database",
	} {
		for _, command := range []string{"check", "migrate"} {
			code, _, said := call(t, []string{"PHONELOGIN_DATABASE_URL=sqlite:" + path}, command)
			if code == 0 || !strings.Contains(said, want) {
				t.Errorf("%s of %s: got exit code %d and\n%s\nwant %q", command, path, code, said, want)
			}
		}
	}
}

func TestDoubtsAboutADatabase(t *testing.T) {
	s := models.DatabaseState{Kind: "postgres", Schema: 9, Wanted: 7, Ahead: -90 * time.Second, Connections: 10}
	got := strings.Join(databaseWarnings(&s, 16), "\n")
	for _, want := range []string{"schema 9, of a newer release: this one knows 7", "clock is 1m30s behind the database's", "is 16 for each replica, and the server lets all together have 10"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not told:\n%s", want, got)
		}
	}
	s = models.DatabaseState{Kind: "postgres", Schema: 7, Wanted: 7, Ahead: time.Second, Connections: 10, BehindPooler: true}
	if all := databaseWarnings(&s, 16); len(all) > 0 {
		t.Errorf("got %q, want no doubts", all)
	}
}
