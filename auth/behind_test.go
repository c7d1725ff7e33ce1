package auth_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/auth/admin"
	"phonelogin/auth/audit"
	"phonelogin/auth/client"
	"phonelogin/auth/sessions"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// eachPool runs a test on every database, with a plain connection to it.
func eachPool(t *testing.T, test func(a *app, pool *sql.DB)) {
	t.Helper()
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			address := modelstest.URL(t, kind)
			test(newApp(t, modelstest.Open(t, address)), modelstest.Pool(t, address))
		})
	}
}

// table is a table's name in the database's dialect.
func (a *app) table(name string) string {
	if a.db.Kind() == "postgres" {
		return "auth." + name
	}
	return name
}

// acts is how often the audit log names an act.
func (a *app) acts(action string) int {
	a.t.Helper()
	_, n, err := a.Audit.List(a.t.Context(), audit.Query{Action: action, Limit: 1})
	if err != nil {
		a.t.Fatal(err)
	}
	return n.Count
}

func do(t *testing.T, pool interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, statement string) {
	t.Helper()
	if _, err := pool.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// More than the values that SQLite takes in one statement.
func TestNineThousandEntriesThatWaitAreWritten(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		a.flush()
		do(t, pool, "ALTER TABLE "+a.table("audit_log_entries")+" RENAME TO elsewhere")
		var err error
		for range 9000 {
			if g, err = a.refresh(g.RefreshToken); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Behind.Flush(t.Context()); !errors.Is(err, writebehind.ErrBehind) {
			t.Errorf("got %v, want that it is behind", err)
		}
		if got := a.Behind.Backlog(); got != (writebehind.Backlog{Waiting: 9000}) {
			t.Errorf("got %+v, want 9000 that wait", got)
		}
		do(t, pool, "ALTER TABLE "+a.table("elsewhere")+" RENAME TO audit_log_entries")
		a.clock.advance(time.Minute)
		a.flush()
		if n := a.acts("token_refreshed"); n != 9000 {
			t.Errorf("got %d entries, want 9000", n)
		}
	})
}

func TestEntriesOfOneMomentKeepTheirOrder(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		user := a.signIn("4915112345679").User.ID
		for range 20 {
			for _, role := range []string{"staff", "authenticated"} {
				if _, err := a.Admin.EditUser(t.Context(), admin.Admin{Role: role}, user, admin.Attributes{Role: role}); err != nil {
					t.Fatal(err)
				}
			}
		}
		entries, _, err := a.Audit.List(t.Context(), audit.Query{Action: "user_modified", Limit: 100})
		if err != nil || len(entries) != 40 {
			t.Fatalf("got %d entries, %v", len(entries), err)
		}
		for i, e := range entries {
			if want := []string{"authenticated", "staff"}[i%2]; e.Payload["actor_username"] != want {
				t.Fatalf("entry %d is by %v, want %s", i, e.Payload["actor_username"], want)
			}
		}
	}, func(c *config.Config) { c.Auth.JWTAdminRoles = []string{"staff", "authenticated"} })
}

// What an entry holds can be what the database does not take: the others are
// written.
func TestAnEntryThatTheDatabaseRefusesIsTheOnlyOneLost(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		a.flush()
		_, err := a.Refresh(t.Context(), g.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		ctx := client.With(t.Context(), client.Client{IP: "\x00\xff"})
		if a.db.Kind() == "sqlite" { // it takes everything by itself
			do(t, pool, `CREATE TRIGGER strict BEFORE INSERT ON audit_log_entries WHEN new.ip_address <> ''
				BEGIN SELECT RAISE(ABORT, 'no address'); END`)
		}
		if _, err := a.SignOut(ctx, g.User.ID, g.Session.ID, sessions.Local); err != nil {
			t.Fatal(err)
		}
		a.signIn("4915112345679")
		a.flush()
		if got := a.Behind.Backlog(); got != (writebehind.Backlog{Lost: 1}) {
			t.Errorf("got %+v, want one that is lost", got)
		}
		if a.acts("token_refreshed") != 1 || a.acts("user_signedup") != 2 || a.acts("logout") != 0 {
			t.Error("other entries than the refused one are missing")
		}
	})
}

// While the log cannot be written, what it has is told.
func TestReadersOfTheAuditLogDoNotFailWithItsWriter(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		a.flush()
		mend := a.breakAuditLog(pool)
		if _, err := a.refresh(g.RefreshToken); err != nil {
			t.Fatal(err)
		}
		if n := a.acts(""); n != 1 {
			t.Errorf("got %d entries, want the one of before", n)
		}
		data, err := a.CollectPersonalData(t.Context(), g.User.ID)
		if err != nil || len(data.Acts) != 1 {
			t.Errorf("got %+v, %v, want a file with one act", data, err)
		}
		mend()
		a.clock.advance(time.Minute)
		if n := a.acts(""); n != 2 {
			t.Errorf("got %d entries, want all", n)
		}
	})
}

// breakAuditLog lets all writes to the audit log fail, and no reads.
func (a *app) breakAuditLog(pool *sql.DB) (mend func()) {
	a.t.Helper()
	if a.db.Kind() == "sqlite" {
		const rename = "ALTER TABLE audit_log_entries RENAME COLUMN "
		do(a.t, pool, rename+"ip_address TO elsewhere")
		return func() { do(a.t, pool, rename+"elsewhere TO ip_address") }
	}
	do(a.t, pool, `CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE insufficient_resources; END $$`)
	do(a.t, pool, `CREATE TRIGGER failing BEFORE INSERT ON auth.audit_log_entries EXECUTE FUNCTION fails()`)
	return func() { do(a.t, pool, "DROP TRIGGER failing ON auth.audit_log_entries") }
}

func TestALockOnTheAuditLogHoldsOneConnectionAndNoSignIn(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		db, err := models.Open(t.Context(), models.Options{URL: address, MaxConnections: 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() }) // nothing was written that must survive
		a := newApp(t, db)
		lock, err := modelstest.Pool(t, address).BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		do(t, lock, "LOCK TABLE auth.audit_log_entries")
		g := a.signIn(ada)
		for range 1500 { // three chunks
			if g, err = a.refresh(g.RefreshToken); err != nil {
				t.Fatal(err)
			}
			a.Behind.WriteBehind()
		}
		// Whoever asks for the log gives up, which stops nothing.
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, _, err := a.Audit.List(ctx, audit.Query{Limit: 1}); err == nil {
			t.Error("a locked table was read")
		}
		if err := lock.Commit(); err != nil {
			t.Fatal(err)
		}
		a.clock.advance(time.Minute)
		a.flush()
		if n := a.acts("token_refreshed"); n != 1500 {
			t.Errorf("got %d entries, want 1500", n)
		}
	})
}

// The server does what it was asked to, and its answer never comes.
func TestAnAnswerThatIsLostAfterTheCommitDoublesNothing(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		cut := &cable{t: t}
		a := newApp(t, modelstest.Open(t, cut.through(address)))
		g := a.signIn(ada)
		if _, err := a.refresh(g.RefreshToken); err != nil {
			t.Fatal(err)
		}
		cut.answers.Store(true)
		if err := a.Behind.Flush(t.Context()); !errors.Is(err, writebehind.ErrBehind) {
			t.Errorf("got %v, want that it is behind", err)
		}
		cut.answers.Store(false)
		var stored int
		row := modelstest.Pool(t, address).QueryRowContext(t.Context(), "SELECT count(*) FROM auth.audit_log_entries")
		if err := row.Scan(&stored); err != nil || stored != 2 || a.Behind.Backlog().Waiting == 0 {
			t.Fatalf("%d entries are stored, %v, and %+v: the answer was not lost", stored, err, a.Behind.Backlog())
		}
		a.clock.advance(time.Minute)
		a.flush()
		if n := a.acts(""); n != 2 || a.Behind.Backlog() != (writebehind.Backlog{}) {
			t.Errorf("got %d entries and %+v, want 2 and nothing that waits", n, a.Behind.Backlog())
		}
	})
}

// cable carries bytes to a database and back, until its answers are cut: then the
// next one to an insert is swallowed and the connection ends.
type cable struct {
	t       *testing.T
	answers atomic.Bool
}

// through is an address on this side of the cable.
func (c *cable) through(address string) string {
	c.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		c.t.Fatal(err)
	}
	server := u.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = listener.Close() }) // the test is over
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				_ = near.Close() // as a server does that is not there
				continue
			}
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }() // ends with either
			go c.back(near, far)
		}
	}()
	u.Host = listener.Addr().String()
	return u.String()
}

// back carries answers.
func (c *cable) back(near, far net.Conn) {
	defer func() { _ = near.Close() }() // the other side sees it
	buffer := make([]byte, 64<<10)
	for {
		n, err := far.Read(buffer)
		if err != nil || c.answers.Load() && bytes.Contains(buffer[:n], []byte("INSERT 0 ")) {
			return
		}
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}
