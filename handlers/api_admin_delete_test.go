package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// passwordOf reads what is kept of a password, "" for none.
func (a *app) passwordOf(id string) (hash string) {
	a.t.Helper()
	statement := "SELECT coalesce(encrypted_password, '') FROM users WHERE id = '" + id + "'"
	if a.db.Kind() == "postgres" {
		statement = strings.Replace(statement, "users", "auth.users", 1)
	}
	if err := a.pool.QueryRowContext(a.t.Context(), statement).Scan(&hash); err != nil {
		a.t.Fatal(err)
	}
	return hash
}

// holding are the tables with a row that has the text in any column.
func (a *app) holding(text string) []string {
	a.t.Helper()
	found := []string{}
	for _, table := range []string{
		"users", "sessions", "numbers", "challenges", "auth_codes", "phone_changes", "page_sessions",
		"refresh_tokens", "banned_sessions", "mfa_factors", "mfa_challenges", "audit_log_entries",
	} {
		if a.db.Kind() == "postgres" {
			table = "auth." + table
		}
		rows, err := a.pool.QueryContext(a.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			a.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			a.t.Fatal(err)
		}
		has := false
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				a.t.Fatal(err)
			}
			for _, v := range values {
				if b, isBytes := v.([]byte); isBytes {
					v = string(b)
				}
				has = has || strings.Contains(fmt.Sprint(v), text)
			}
		}
		if err := rows.Err(); err != nil {
			a.t.Fatal(err)
		}
		if has {
			found = append(found, strings.TrimPrefix(table, "auth."))
		}
	}
	return found
}

// left leaves traces of ada in many tables: a sign-in, a change of number to hers,
// and a code that waits.
func (a *app) left() session {
	a.t.Helper()
	a.signIn(grace)
	s := a.again(grace)
	a.json("PUT", "/user", `{"phone":"`+ada+`"}`, s.bearer()...).ok()
	a.json("POST", "/verify", `{"type":"phone_change","phone":"`+ada+`","token":"`+a.code()+`"}`).ok().read(&s)
	a.settle()
	a.advance(a.config.Auth.RateLimits.OTP.Period)
	a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
	return s
}

// proves S61, S34; transcripts C13 and C14
func TestDeletingAUserRemovesTheNumberCodesAndSessions(t *testing.T) {
	each(t, func(a *app) {
		s := a.left()
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, "").is(200, "{}")
		a.asAdmin("GET", "/admin/users/"+s.User.ID, "").is(404, noUser)
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, "").is(404, noUser)
		a.json("GET", "/user", "", s.bearer()...).is(403,
			`{"code":403,"error_code":"user_not_found","msg":"User from sub claim in JWT does not exist"}`)
		a.settle()
		// The pace of a number stays for a day, so that deleting sends no more messages.
		if diff := cmp.Diff([]string{"numbers"}, a.holding(bare)); diff != "" {
			t.Errorf("tables with the number (-want +got):\n%s", diff)
		}
		if got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`); got.status != 429 {
			t.Errorf("got %d, want the wait from before", got.status)
		}
		a.advance(a.config.Auth.RateLimits.OTP.Period)
		if again := a.signIn(ada); again.User.ID == s.User.ID {
			t.Error("the deleted user came back")
		}
	})
}

// proves S61, S34; transcripts C11 and C12
func TestErasingAUserKeepsTheRowAndFreesTheNumber(t *testing.T) {
	each(t, func(a *app) {
		s := a.left()
		a.asAdmin("PUT", "/admin/users/"+s.User.ID, `{"user_metadata":{"k":"v"},"password":"correct horse"}`).ok()
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, `{"should_soft_delete":true}`).is(200, "{}")
		var got person
		a.asAdmin("GET", "/admin/users/"+s.User.ID, "").ok().read(&got)
		if got.DeletedAt == nil || got.Phone == "" || len(got.Phone) != 15 || strings.Contains(got.Phone, bare) {
			t.Errorf("got %+v", got)
		}
		// A user without an e-mail address gets none, nor a number that waits.
		if got.Email != "" || got.NewPhone != "" || len(got.AppMetadata)+len(got.UserMetadata) > 0 ||
			len(got.Identities) != 1 || got.Identities[0].IdentityData != nil {
			t.Errorf("got %+v", got)
		}
		a.settle()
		if diff := cmp.Diff([]string{"numbers"}, a.holding(bare)); diff != "" {
			t.Errorf("tables with the number (-want +got):\n%s", diff)
		}
		if n := a.rows("sessions"); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, `{"should_soft_delete":true}`).is(200, "{}")
		var twice person
		a.asAdmin("GET", "/admin/users/"+s.User.ID, "").ok().read(&twice)
		if diff := cmp.Diff(got, twice); diff != "" {
			t.Errorf("erased twice (-want +got):\n%s", diff)
		}
		a.advance(a.config.Auth.RateLimits.OTP.Period)
		if again := a.signIn(ada); again.User.ID == s.User.ID {
			t.Error("the erased user came back")
		}
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, "").is(200, "{}")
		a.asAdmin("GET", "/admin/users/"+s.User.ID, "").is(404, noUser)
	})
}

func TestAnErasedEmailAddressIsFree(t *testing.T) {
	each(t, func(a *app) {
		first := a.create(`{"email":"ada@example.com","email_confirm":true}`)
		a.asAdmin("DELETE", "/admin/users/"+first.ID, `{"should_soft_delete":true}`).ok()
		if found := a.holding("ada@example.com"); len(found) > 0 {
			t.Errorf("the address is still in %v", found)
		}
		var got person
		a.asAdmin("GET", "/admin/users/"+first.ID, "").ok().read(&got)
		if len(got.Email) != 43 || got.Phone != "" || got.Identities[0].Email != "" {
			t.Errorf("got %+v", got)
		}
		a.create(`{"email":"ada@example.com"}`)
	})
}
