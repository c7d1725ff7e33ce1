package auth_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/mfa"
	"phonelogin/auth/respell"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/config"
)

// tables are all tables of the schema.
func (a *app) tables(pool *sql.DB) []string {
	a.t.Helper()
	question := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if a.db.Kind() == "postgres" {
		question = `SELECT 'auth.' || table_name AS name FROM information_schema.tables WHERE table_schema = 'auth'`
	}
	return strings.Fields(a.value(pool, `SELECT string_agg(name, ' ') FROM (`+question+`) AS t`))
}

// value is the one value that a statement yields.
func (a *app) value(pool *sql.DB, statement string) (text string) {
	a.t.Helper()
	if err := pool.QueryRowContext(a.t.Context(), statement).Scan(&text); err != nil {
		a.t.Fatalf("%s: %v", statement, err)
	}
	return text
}

// holding are the columns, in any table, in which one of the texts stands.
func (a *app) holding(pool *sql.DB, texts ...string) []string {
	a.t.Helper()
	found := []string{}
	for _, table := range a.tables(pool) {
		rows, err := pool.QueryContext(a.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			a.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			a.t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				a.t.Fatal(err)
			}
			for i, v := range values {
				if b, isBytes := v.([]byte); isBytes {
					v = string(b)
				}
				has := func(text string) bool { return strings.Contains(fmt.Sprint(v), text) }
				if slices.ContainsFunc(texts, has) {
					found = append(found, strings.TrimPrefix(table, "auth.")+"."+columns[i])
				}
			}
		}
		if err := rows.Err(); err != nil {
			a.t.Fatal(err)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

const secondNumber = auth.Phone("4915112345671")

// livedIn is an account that left traces wherever one can: a change of number, a
// second factor by phone, a wanted number, a code under way, and a browser.
func (a *app) livedIn() *sessions.Bearer {
	a.t.Helper()
	g := a.signIn(ada)
	a.must(a.wantNumber(g.User, newNumber))
	g, err := a.verifyChange(newNumber, a.code())
	if err != nil {
		a.t.Fatal(err)
	}
	b := &sessions.Bearer{User: g.User, Session: g.Session}
	factor, err := a.Factors.Enroll(a.t.Context(), b, mfa.NewFactor{Type: mfa.PhoneFactor, Phone: secondNumber})
	if err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.Factors.Challenge(a.t.Context(), b, mfa.Request{FactorID: factor.Factor.ID, Channel: auth.SMS}); err != nil {
		a.t.Fatal(err)
	}
	a.clock.advance(time.Minute)
	a.must(a.wantNumber(g.User, "4915112345672"))
	a.mustAsk(newNumber)
	if err := a.PageSessions.Keep(a.t.Context(), "a browser", g.Session.ID, []byte(newNumber), time.Hour); err != nil {
		a.t.Fatal(err)
	}
	a.settle()
	return b
}

// proves S61: whichever door somebody leaves by, the same stays.
func TestEveryDoorOutLeavesTheSameBehind(t *testing.T) {
	hashes, err := secrets.NewNumberKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	var traces []string
	for _, phone := range []auth.Phone{ada, newNumber, secondNumber, "4915112345672"} {
		traces = append(traces, string(phone), hashes.Hash(phone))
	}
	doors := map[string]func(*app, *sessions.Bearer) error{
		"own wish": func(a *app, b *sessions.Bearer) error { return a.DeleteAccount(a.t.Context(), b) },
		"admin": func(a *app, b *sessions.Bearer) error {
			return a.Admin.DeleteUser(a.t.Context(), admin.Admin{Role: "service_role"}, b.User.ID)
		},
		"erased": func(a *app, b *sessions.Bearer) error {
			return a.Admin.EraseUser(a.t.Context(), admin.Admin{Role: "service_role"}, b.User.ID)
		},
	}
	for name, leave := range doors {
		t.Run(name, func(t *testing.T) {
			eachPool(t, func(a *app, pool *sql.DB) {
				a.use(a.inbox, func(c *config.Config) { c.Auth.MFA.Phone.EnrollEnabled, c.Auth.MFA.Phone.VerifyEnabled = true, true })
				b := a.livedIn()
				before := []string{"challenges.phone", "messages.number_hash", "mfa_factors.phone", "numbers.phone",
					"page_sessions.data", "phone_changes.new_phone", "phone_changes.old_phone", "users.phone", "users.phone_change"}
				for _, column := range before {
					if !slices.Contains(a.holding(pool, traces...), column) {
						t.Errorf("%s holds no number before: this test sees nothing", column)
					}
				}
				if err := leave(a, b); err != nil {
					t.Fatal(err)
				}
				a.settle()
				// The pace of a number stays for a day, so that leaving sends no more messages.
				if diff := cmp.Diff([]string{"numbers.phone"}, a.holding(pool, traces...)); diff != "" {
					t.Errorf("columns with a number (-want +got):\n%s", diff)
				}
				a.clock.advance(25 * time.Hour)
				if err := a.Purger.Purge(t.Context()); err != nil {
					t.Fatal(err)
				}
				if left := a.holding(pool, traces...); len(left) > 0 {
					t.Errorf("a day later numbers are in %v", left)
				}
			})
		})
	}
}

// The two spellings of one phone.
const (
	olderSpelling  = auth.Phone("5215512345678")
	todaysSpelling = auth.Phone("525512345678")
)

// proves S61: an unused account that is joined with another of the same phone leaves
// what any other leaves, but for the number that the other one has.
func TestAnUnusedAccountThatIsJoinedLeavesTheSameBehind(t *testing.T) {
	hashes, err := secrets.NewNumberKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		unused, used auth.Phone
		traces       []string // of the unused one's number
	}{
		"the unused one has the older spelling": {olderSpelling, todaysSpelling, []string{"numbers.phone"}},
		"the unused one has today's spelling":   {todaysSpelling, olderSpelling, []string{"messages.number_hash", "numbers.phone", "users.identity_data", "users.phone"}},
	} {
		t.Run(name, func(t *testing.T) {
			eachPool(t, func(a *app, pool *sql.DB) {
				now := a.clock.Now()
				a.stored(firstID, c.used, &now)
				a.stored(secondID, c.unused, nil)
				a.mustAsk(c.unused)
				a.settle()
				trace := hashes.Hash(c.unused)
				before := []string{"challenges.phone", "messages.number_hash", "numbers.phone", "users.identity_data", "users.phone"}
				if diff := cmp.Diff(before, a.holding(pool, string(c.unused), trace)); diff != "" {
					t.Errorf("columns before (-want +got):\n%s", diff)
				}
				r := respell.Review{DB: a.db, Hash: hashes.Hash, Now: a.clock.Now, Write: true}
				if err := r.Run(t.Context(), func(f respell.Finding) {
					if f.What != respell.Join || f.UserID != firstID {
						t.Errorf("found %+v, want the two joined", f)
					}
				}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.traces, a.holding(pool, string(c.unused), trace)); diff != "" {
					t.Errorf("columns afterwards (-want +got):\n%s", diff)
				}
				if _, err := a.Users.Find(t.Context(), secondID); err == nil {
					t.Error("the unused account is still there")
				}
			})
		})
	}
}
