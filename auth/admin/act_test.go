package admin_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/audit"
	"phonelogin/auth/mfa"
	"phonelogin/auth/passwords"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/providers"
)

// app is the room over a real database.
type app struct {
	*admin.Service
	t       *testing.T
	auth    *auth.Service
	factors *mfa.Service
}

func newApp(t *testing.T, db *models.DB) *app {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	master := make(secrets.Master, 32)
	c.Secrets.MasterKey = base64.StdEncoding.EncodeToString(master)
	c.Auth.MFA.TOTP.EnrollEnabled = true
	router, err := providers.NewRouter([]providers.Sender{providers.NewInbox(now)}, nil, providers.RouterOptions{
		Budget: 2 * time.Second, Failures: 1000, Pause: time.Second, InFlight: 100, Now: now,
		NewID: func() (string, error) { return secrets.NewID(rand.Reader) },
	})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	a := &app{t: t}
	a.auth, err = auth.New(auth.Deps{
		DB: db, Router: router, Now: now, Random: rand.Reader, Config: c, Log: log,
		Keys: tokens.NewRing(now, tokens.HS256("a secret of at least 32 characters")),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // or it would write while its database goes
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := a.auth.Behind().Close(ctx); err != nil {
			t.Error(err)
		}
	})
	a.factors, err = mfa.New(mfa.Deps{
		DB: db, Codes: a.auth.Codes(), Checker: a.auth.Checker(), Apps: a.auth.Apps(), Sessions: a.auth.Sessions(), Audit: a.auth.AuditLog(), Hooks: a.auth.Hooks(), Rules: c.Auth.MFA, Master: master,
		Now: a.auth.Now, Random: rand.Reader, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Service, err = admin.New(admin.Deps{
		DB: db, Users: a.auth.Users(), MFA: a.factors, Audit: a.auth.AuditLog(), AdminRoles: c.Auth.JWTAdminRoles,
		Passwords: passwords.Rules{Length: c.Auth.MinimumPasswordLength}, Master: master, Now: a.auth.Now, Random: rand.Reader,
		Audience: c.Auth.JWTAud, Role: c.Auth.JWTDefaultRole,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// entries counts the audit log.
func (a *app) entries() int {
	a.t.Helper()
	_, n, err := a.AuditEntries(a.t.Context(), audit.Query{Limit: 1})
	if err != nil {
		a.t.Fatal(err)
	}
	return n.Count
}

var operator = admin.Admin{Role: "service_role"}

// person is a user with an authenticator app, and the id of that.
func (a *app) person() (userID, factorID string) {
	a.t.Helper()
	u, err := a.CreateUser(a.t.Context(), operator, admin.Attributes{Phone: "4915112345678", PhoneConfirm: true})
	if err != nil {
		a.t.Fatal(err)
	}
	session := &models.Session{ID: "00000000-0000-4000-8000-000000000001", AAL: "aal1"}
	made, err := a.factors.Enroll(a.t.Context(), &sessions.Bearer{User: u, Session: session}, mfa.NewFactor{Type: mfa.TOTPFactor})
	if err != nil {
		a.t.Fatal(err)
	}
	return u.ID, made.Factor.ID
}

// acts are all methods that take an admin.
var acts = map[string]func(a *app, by admin.Admin, user, factor string) error{
	"CreateUser": func(a *app, by admin.Admin, _, _ string) error {
		_, err := a.CreateUser(a.t.Context(), by, admin.Attributes{Phone: "4915112345679"})
		return err
	},
	"EditUser": func(a *app, by admin.Admin, user, _ string) error {
		_, err := a.EditUser(a.t.Context(), by, user, admin.Attributes{Role: "staff"})
		return err
	},
	"DeleteUser": func(a *app, by admin.Admin, user, _ string) error { return a.DeleteUser(a.t.Context(), by, user) },
	"EraseUser":  func(a *app, by admin.Admin, user, _ string) error { return a.EraseUser(a.t.Context(), by, user) },
	"UpdateFactor": func(a *app, by admin.Admin, user, factor string) error {
		_, err := a.UpdateFactor(a.t.Context(), by, user, factor, admin.FactorChange{FriendlyName: "a phone"})
		return err
	},
	"DeleteFactor": func(a *app, by admin.Admin, user, factor string) error {
		_, err := a.DeleteFactor(a.t.Context(), by, user, factor)
		return err
	},
}

func TestEveryActOfAnAdminHasItsEntry(t *testing.T) {
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *models.DB) {
				a := newApp(t, db)
				user, factor := a.person()
				before := a.entries()
				if err := act(a, operator, user, factor); err != nil {
					t.Fatal(err)
				}
				if n := a.entries() - before; n != 1 {
					t.Errorf("got %d entries, want one", n)
				}
			})
		})
	}
}

func TestWhoIsNoAdminDoesNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		a := newApp(t, db)
		user, factor := a.person()
		before := a.entries()
		for name, act := range acts {
			for _, by := range []admin.Admin{{}, {Role: "authenticated"}} {
				if err := act(a, by, user, factor); !refusal.Is(err, refusal.NotAdmin) {
					t.Errorf("%s by %q: got %v, want a refusal", name, by.Role, err)
				}
			}
		}
		if n := a.entries() - before; n != 0 {
			t.Errorf("%d entries were made", n)
		}
		left, err := a.Factors(t.Context(), user)
		if err != nil || len(left) != 1 {
			t.Errorf("got %d factors and %v, want what was there", len(left), err)
		}
	})
}

// What takes an admin is an act, and is tried above.
func TestEveryActIsTried(t *testing.T) {
	service, by := reflect.TypeFor[*admin.Service](), reflect.TypeFor[admin.Admin]()
	found := 0
	for m := range service.Methods() {
		for i := range m.Type.NumIn() {
			if m.Type.In(i) != by {
				continue
			}
			found++
			if acts[m.Name] == nil {
				t.Errorf("%s is not tried", m.Name)
			}
		}
	}
	if found != len(acts) {
		t.Errorf("found %d acts, want %d", found, len(acts))
	}
}
