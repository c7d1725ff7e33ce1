package auth_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/mfa"
	"phonelogin/auth/sessions"
)

func (a *app) purge() {
	a.t.Helper()
	if err := a.Purger.Purge(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
}

// rows counts the rows of a table that meet a condition.
func (a *app) rows(pool *sql.DB, table, where string) int {
	a.t.Helper()
	n, err := strconv.Atoi(a.value(pool, "SELECT CAST(count(*) AS text) FROM "+a.table(table)+" WHERE "+where))
	if err != nil {
		a.t.Fatal(err)
	}
	return n
}

func TestASignUpThatNobodyProvesGoesAfterAWeek(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		a.signIn(ada)
		sign := func() {
			a.t.Helper()
			if _, err := a.SignUp(t.Context(), auth.SignUp{Phone: newNumber, Password: "correct horse", Channel: auth.SMS}); err != nil {
				t.Fatal(err)
			}
		}
		sign()
		a.clock.advance(8 * 24 * time.Hour)
		sign() // once more: a code is under way
		a.purge()
		if n := a.rows(pool, "users", "is_claim"); n != 1 {
			t.Errorf("got %d unproved sign-ups while a code is under way, want 1", n)
		}
		a.clock.advance(25 * time.Hour)
		a.purge()
		if unproved, proved := a.rows(pool, "users", "is_claim"), a.rows(pool, "users", "NOT is_claim"); unproved != 0 || proved != 1 {
			t.Errorf("got %d unproved sign-ups and %d users, want 0 and 1", unproved, proved)
		}
	})
}

func TestTheAuditLogIsKeptForNinetyDays(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		a.flush()
		a.clock.advance(90*24*time.Hour - time.Second)
		a.purge()
		if n := a.rows(pool, "audit_log_entries", "1 = 1"); n != 1 {
			t.Errorf("got %d entries a second before, want 1", n)
		}
		a.clock.advance(2 * time.Second)
		a.purge()
		if n := a.rows(pool, "audit_log_entries", "1 = 1"); n != 0 {
			t.Errorf("got %d entries after ninety days, want none", n)
		}
		// When and from where the number was bound is known still (rule S16).
		data, err := a.CollectPersonalData(t.Context(), g.User.ID)
		if err != nil || len(data.Changes) != 1 {
			t.Fatalf("got %+v, %v, want one change of number", data, err)
		}
		if c := data.Changes[0]; c.OldPhone != "" || c.NewPhone != "+49 … 78" || !c.ChangedAt.Equal(g.Session.CreatedAt) {
			t.Errorf("got %+v, want the first number with its time", c)
		}
	})
}

// proves S16: the record stays, the link and the numbers do not.
func TestAChangeOfNumberIsARecordAfterAWeek(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		a.clock.advance(time.Second) // the records are in the order of their times
		a.must(a.wantNumber(g.User, newNumber))
		g, err := a.verifyChange(newNumber, a.code())
		if err != nil {
			t.Fatal(err)
		}
		a.settle()
		a.clock.advance(7*24*time.Hour - time.Second)
		a.purge()
		if n := a.rows(pool, "phone_changes", "old_phone = '"+string(ada)+"'"); n != 1 {
			t.Errorf("got %d changes that can be taken back, want 1", n)
		}
		a.clock.advance(2 * time.Second)
		a.purge()
		data, err := a.CollectPersonalData(t.Context(), g.User.ID)
		if err != nil || len(data.Changes) != 2 {
			t.Fatalf("got %+v, %v, want the first number and a change", data, err)
		}
		if c := data.Changes[1]; c.OldPhone != "… 78" || c.NewPhone != "… 70" || c.IP != "203.0.113.9" {
			t.Errorf("got %+v, want a record without numbers", c)
		}
	})
}

func TestASessionThatNobodyUsesGoesInTheEnd(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		used, g := a.signIn(newNumber), a.signIn(ada)
		for range 8 {
			a.clock.advance(50 * 24 * time.Hour)
			var err error
			if used, err = a.refresh(used.RefreshToken); err != nil {
				t.Fatal(err)
			}
			a.purge()
		}
		if n := a.rows(pool, "sessions", "1 = 1"); n != 2 {
			t.Errorf("got %d sessions, want 2 until the last day is over", n)
		}
		a.clock.advance(time.Second)
		a.purge()
		if n := a.rows(pool, "sessions", "id <> '"+g.Session.ID+"'"); n != 1 || a.rows(pool, "sessions", "1 = 1") != 1 {
			t.Error("the session that is used is not the only one that is left")
		}
	})
}

func TestAFactorThatNobodyProvesGoesAndIsNotCounted(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		g := a.signIn(ada)
		b := &sessions.Bearer{User: g.User, Session: g.Session}
		if _, err := a.Factors.Enroll(t.Context(), b, mfa.NewFactor{Type: mfa.TOTPFactor}); err != nil {
			t.Fatal(err)
		}
		a.clock.advance(25 * time.Hour)
		a.purge()
		if n := a.rows(pool, "mfa_factors", "1 = 1"); n != 0 || a.rows(pool, "users", "factors = 0") != 1 {
			t.Errorf("%d factors are left, or counted", n)
		}
	})
}

func TestManyRowsGoInBatchesAndThoseOfOthersStay(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		tx, err := pool.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 6000 {
			do(t, tx, fmt.Sprintf(`INSERT INTO %s (id, payload, ip_address, created_at) VALUES ('%08d-0000-4000-8000-000000000000', '{}', '', %s)`,
				a.table("audit_log_entries"), i, map[string]string{"sqlite": "0", "postgres": "'2020-01-01'"}[a.db.Kind()]))
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		want := 0
		if a.db.Kind() == "postgres" { // which alone lets somebody hold one row
			holder, err := pool.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = holder.Rollback() }() // nothing was written
			do(t, holder, "SELECT 1 FROM auth.audit_log_entries WHERE id = '00000077-0000-4000-8000-000000000000' FOR UPDATE")
			want = 1
		}
		a.purge()
		if n := a.rows(pool, "audit_log_entries", "1 = 1"); n != want {
			t.Errorf("%d entries are left, want %d", n, want)
		}
	})
}

func TestOneOfAllReplicasPurgesOnceAnHour(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		round := func() int {
			a.t.Helper()
			do(t, pool, "DELETE FROM "+a.table("numbers"))
			do(t, pool, "INSERT INTO "+a.table("numbers")+" (phone) VALUES ('1')")
			if err := a.Purger.PurgeInTurn(t.Context()); err != nil {
				t.Fatal(err)
			}
			return 1 - a.rows(pool, "numbers", "1 = 1")
		}
		got := []int{round(), round()}
		a.clock.advance(59 * time.Minute)
		got = append(got, round())
		a.clock.advance(time.Minute)
		got = append(got, round())
		a.clock.advance(-24 * time.Hour) // the clock of before was wrong
		got = append(got, round(), round())
		if want := []int{1, 0, 0, 1, 1, 0}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v rounds, want %v", got, want)
		}
	})
}
