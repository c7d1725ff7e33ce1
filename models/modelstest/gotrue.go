package modelstest

import (
	"crypto/rand"
	"database/sql"
	_ "embed" // the SQL beside this file
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
)

//go:embed gotrue/schema.sql
var goTrueSchema string

//go:embed gotrue/users.sql
var goTrueUsers string

// GoTrue makes a database of a Supabase Auth server with n generated users. It
// returns a connection of its owner and the URL of a read-only role. Without
// Postgres the test is skipped.
func GoTrue(t *testing.T, n int) (owner *sql.DB, readOnly string) {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") == "" {
		t.Skip("needs TEST_POSTGRES, to read from")
	}
	address := Direct(t, EmptyPostgres(t)) // the pooler of the tests knows one user only
	owner = Pool(t, address)
	role := "reader_" + strings.ToLower(rand.Text()[:12])
	for _, statement := range []string{
		goTrueSchema, strings.ReplaceAll(goTrueUsers, ":n", strconv.Itoa(n)),
		`CREATE ROLE ` + role + ` LOGIN BYPASSRLS`,
		`GRANT USAGE ON SCHEMA auth TO ` + role, `GRANT SELECT ON ALL TABLES IN SCHEMA auth TO ` + role,
	} {
		if _, err := owner.Exec(statement); err != nil {
			t.Fatalf("make source: %v", err)
		}
	}
	t.Cleanup(func() {
		_, err := owner.Exec(`DROP OWNED BY ` + role + `; DROP ROLE ` + role)
		if err != nil {
			t.Errorf("drop role: %v", err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	return owner, u.String()
}
