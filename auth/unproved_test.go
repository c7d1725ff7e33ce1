package auth_test

import (
	"database/sql"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/config"
)

// proves S20: whichever way somebody gets a number, a stranger's sign-up with it is
// gone.
func TestAnUnprovedSignUpGivesWayToWhoeverGetsTheNumber(t *testing.T) {
	withoutCodes := func(c *config.Config) { c.Auth.SMS.EnableConfirmations = false }
	attributes := admin.Attributes{Phone: newNumber}
	for name, get := range map[string]func(a *app, owner *auth.User) error{
		"sign-in": func(a *app, _ *auth.User) error {
			a.signIn(newNumber)
			return nil
		},
		"change of number": func(a *app, owner *auth.User) error {
			a.must(a.wantNumber(owner, newNumber))
			_, err := a.verifyChange(newNumber, a.code())
			return err
		},
		"change of number, codes are off": func(a *app, owner *auth.User) error {
			a.use(a.inbox, withoutCodes)
			_, err := a.wantNumber(owner, newNumber)
			return err
		},
		"sign-up, codes are off": func(a *app, _ *auth.User) error {
			a.use(a.inbox, withoutCodes)
			_, err := a.SignUp(a.t.Context(), auth.SignUp{Phone: newNumber, Password: "another horse", Channel: auth.SMS})
			return err
		},
		"admin makes a user": func(a *app, _ *auth.User) error {
			_, err := a.Admin.CreateUser(a.t.Context(), admin.Admin{Role: "service_role"}, attributes)
			return err
		},
		"admin changes a user": func(a *app, owner *auth.User) error {
			_, err := a.Admin.EditUser(a.t.Context(), admin.Admin{Role: "service_role"}, owner.ID, attributes)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachPool(t, func(a *app, pool *sql.DB) {
				owner := a.signIn(ada).User
				stranger, err := a.SignUp(t.Context(), auth.SignUp{Phone: newNumber, Password: "correct horse", Channel: auth.SMS})
				if err != nil {
					t.Fatal(err)
				}
				a.clock.advance(time.Hour)
				if err := get(a, owner); err != nil {
					t.Fatal(err)
				}
				if n := a.rows(pool, "users", "is_claim"); n != 0 {
					t.Errorf("%d unproved sign-ups are left", n)
				}
				u, err := a.db.UserByPhone(t.Context(), newNumber)
				if err != nil || u.Password == stranger.User.Password {
					t.Errorf("the number is that of %+v, %v, with the stranger's password", u, err)
				}
			})
		})
	}
}

// proves S20: nor is it in the way of a user whose number is stored in an older
// spelling.
func TestAnUnprovedSignUpGivesWayToAnOlderSpelling(t *testing.T) {
	eachPool(t, func(a *app, pool *sql.DB) {
		now := a.clock.Now()
		a.stored(secondID, todaysSpelling, nil)
		if _, err := pool.ExecContext(t.Context(), `UPDATE `+a.table("users")+` SET is_claim = true`); err != nil {
			t.Fatal(err)
		}
		a.stored(firstID, olderSpelling, &now)
		if g := a.signIn(todaysSpelling); g.User.ID != firstID || g.User.Phone != todaysSpelling {
			t.Errorf("signed in as %s with %s, want the user of the older spelling", g.User.ID, g.User.Phone)
		}
		if n := a.rows(pool, "users", "is_claim"); n != 0 {
			t.Errorf("%d unproved sign-ups are left", n)
		}
	})
}
