package admin_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"phonelogin/auth/admin"
	"phonelogin/auth/audit"
	"phonelogin/auth/domain"
	"phonelogin/auth/mfa"
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
	*domain.Domain
	t *testing.T
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
	rooms, err := domain.New(domain.Deps{
		DB: db, Router: router, Config: c, Now: now, Random: rand.Reader, Log: log,
		Keys: tokens.NewRing(now, tokens.HS256("a secret of at least 32 characters")),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // or it would write while its database goes
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := rooms.Behind.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return &app{Domain: rooms, t: t}
}

// entries counts the audit log.
func (a *app) entries() int {
	a.t.Helper()
	_, n, err := a.Admin.AuditEntries(a.t.Context(), audit.Query{Limit: 1})
	if err != nil {
		a.t.Fatal(err)
	}
	return n.Count
}

var operator = admin.Admin{Role: "service_role"}

// person is a user with an authenticator app, and its id.
func (a *app) person() (userID, factorID string) {
	a.t.Helper()
	u, err := a.Admin.CreateUser(a.t.Context(), operator, admin.Attributes{Phone: "4915112345678", PhoneConfirm: true})
	if err != nil {
		a.t.Fatal(err)
	}
	session := &models.Session{ID: "00000000-0000-4000-8000-000000000001", AAL: "aal1"}
	made, err := a.Factors.Enroll(a.t.Context(), &sessions.Bearer{User: u, Session: session}, mfa.NewFactor{Type: mfa.TOTPFactor})
	if err != nil {
		a.t.Fatal(err)
	}
	return u.ID, made.Factor.ID
}

// acts are all methods with an Admin parameter.
var acts = map[string]func(a *app, by admin.Admin, user, factor string) error{
	"CreateUser": func(a *app, by admin.Admin, _, _ string) error {
		_, err := a.Admin.CreateUser(a.t.Context(), by, admin.Attributes{Phone: "4915112345679"})
		return err
	},
	"EditUser": func(a *app, by admin.Admin, user, _ string) error {
		_, err := a.Admin.EditUser(a.t.Context(), by, user, admin.Attributes{Role: "staff"})
		return err
	},
	"DeleteUser": func(a *app, by admin.Admin, user, _ string) error { return a.Admin.DeleteUser(a.t.Context(), by, user) },
	"EraseUser":  func(a *app, by admin.Admin, user, _ string) error { return a.Admin.EraseUser(a.t.Context(), by, user) },
	"UpdateFactor": func(a *app, by admin.Admin, user, factor string) error {
		_, err := a.Admin.UpdateFactor(a.t.Context(), by, user, factor, admin.FactorChange{FriendlyName: "a phone"})
		return err
	},
	"DeleteFactor": func(a *app, by admin.Admin, user, factor string) error {
		_, err := a.Admin.DeleteFactor(a.t.Context(), by, user, factor)
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
		left, err := a.Admin.Factors(t.Context(), user)
		if err != nil || len(left) != 1 {
			t.Errorf("got %d factors and %v, want what was there", len(left), err)
		}
	})
}

// Every method with an Admin parameter is an act and is in the table above.
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
