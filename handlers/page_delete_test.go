package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/config"
)

// proves S61, S34
func TestAnAccountIsDeletedAfterACodeAndATypedConfirmation(t *testing.T) {
	each(t, func(a *app) {
		app, b := a.signIn(ada), a.browser()
		a.advance(time.Minute)
		b.signIn(ada)
		a.advance(time.Minute)
		b.get("/account").shows(200, "/account", "Delete my account")
		p := b.get("/account/delete").shows(200, "/account/delete", "First we check that you still have +49 … 78.")
		p = p.submit("/account/delete/proof", nil).shows(200, "/login/code", "+49 … 78")
		p = p.submit("/login/code", form{"code": a.code()}).shows(200, "/account/delete", "last 4 digits")
		p = p.submit("/account/delete", form{"digits": "1234"}).shows(422, "/account/delete", "Nothing was deleted")
		if !a.isAlive(app) || a.rows("users") != 1 {
			a.t.Fatal("deleted without the confirmation")
		}
		p.submit("/account/delete", form{"digits": "٥٦٧٨"}).shows(200, "/deleted", "Your account is deleted")
		for _, table := range []string{"users", "sessions", "challenges", "auth_codes", "phone_changes", "mfa_factors"} {
			if n := a.rows(table); n != 0 {
				a.t.Errorf("%d rows left in %s", n, table)
			}
		}
		if a.isAlive(app) {
			a.t.Error("the app is still signed in")
		}
		b.get("/account").shows(200, "/login", "Mobile number")
	})
}

// proves S13 (deleting)
func TestAnAccountIsNotDeletedWithoutProofThatIsFresh(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.get("/account/delete").shows(200, "/login", "Mobile number")
		b.signIn(ada)
		a.advance(time.Minute)
		p := b.get("/account/delete")
		fields := form{"digits": "5678"}
		p.form("/account/delete/proof", fields)
		b.post("/account/delete", fields).shows(200, "/account/delete", "First we check")
		p = p.submit("/account/delete/proof", nil).submit("/login/code", form{"code": a.code()})
		a.advance(15 * time.Minute)
		p.submit("/account/delete", form{"digits": "5678"}).shows(200, "/account/delete", "First we check")
		if n := a.rows("users"); n != 1 {
			a.t.Errorf("%d users, want 1", n)
		}
	})
}

func TestDeletionIsASetting(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		if p := b.get("/account"); strings.Contains(p.body, "/account/delete") {
			a.t.Error("the link is shown")
		}
		b.get("/account/delete").shows(404, "/account/delete", "")
	}, func(c *config.Config) { c.Auth.EnableAccountDeletion = false })
}

// proves S36
func TestOneOtherSessionIsEndedAndNobodyElses(t *testing.T) {
	each(t, func(a *app) {
		mine, theirs := a.signIn(ada), a.signIn(grace)
		b := a.browser()
		a.advance(time.Minute)
		b.signIn(ada)
		p := b.get("/account").shows(200, "/account", "1 other device")
		if n := strings.Count(p.body, `name="session"`); n != 1 {
			a.t.Fatalf("%d sessions can be ended, want the one that is not this", n)
		}
		for _, id := range []string{a.sessionOf(grace), "nonsense", ""} {
			p.submit("/account/sessions/end", form{"session": id})
		}
		if !a.isAlive(theirs) || !a.isAlive(mine) {
			a.t.Error("a session was ended that was not named, or is not this user's")
		}
		p.submit("/account/sessions/end", nil).shows(200, "/account?ended=1", "1 other session was ended.")
		if a.isAlive(mine) {
			a.t.Error("the session is still open")
		}
		b.get("/account").shows(200, "/account", "You are signed in on no other device.")
	})
}

// sessionOf is the id of the newest session of a number.
func (a *app) sessionOf(phone string) string {
	a.t.Helper()
	u, err := a.db.UserByPhone(a.t.Context(), auth.Phone(phone[1:]))
	if err != nil {
		a.t.Fatal(err)
	}
	all, err := a.domain.Sessions.ListOpen(a.t.Context(), u.ID)
	if err != nil || len(all) == 0 {
		a.t.Fatalf("got %d sessions, %v", len(all), err)
	}
	return all[0].ID
}

// proves S61, S16 (as far as changes of number go)
func TestPeopleDownloadWhatIsKeptOfThemAndNoSecret(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(grace)
		b := a.browser()
		b.signIn(ada)
		a.advance(time.Minute)
		a.change(b, "0151 12345670").submit("/login/code", form{"code": a.code()}).shows(200, "/account/phone/done", "")
		a.settle()
		p := b.get("/account").submit("/account/data", nil)
		if p.status != 200 {
			a.t.Fatalf("status %d", p.status)
		}
		var held struct {
			User       struct{ Phone string }
			Identities []any
			Sessions   []map[string]any
			Changes    []map[string]any `json:"changes_of_number"`
			Messages   []map[string]any `json:"messages"`
			Acts       []map[string]any
		}
		if err := json.Unmarshal([]byte(p.body), &held); err != nil {
			a.t.Fatal(err)
		}
		if held.User.Phone != "+4915112345670" || len(held.Sessions) != 1 || len(held.Acts) == 0 || len(held.Identities) != 1 {
			a.t.Errorf("got %s", p.body)
		}
		// The first is from where the number was bound when the account was made.
		if c := held.Changes; len(c) != 2 || c[0]["old_phone"] != "" || c[1]["old_phone"] != ada[1:] || c[1]["ip_address"] == "" {
			a.t.Errorf("changes of number %v, want the first number and the change", held.Changes)
		}
		if len(held.Messages) != 1 || held.Messages[0]["channel"] != "sms" || held.Messages[0]["purpose"] != "phone_change" {
			a.t.Errorf("messages %v, want the one to the new number", held.Messages)
		}
		for _, not := range []string{grace[1:], "hash", "nonce", "encrypted", "_key"} {
			if strings.Contains(strings.ToLower(p.body), not) {
				a.t.Errorf("the file holds %q", not)
			}
		}
	})
}
