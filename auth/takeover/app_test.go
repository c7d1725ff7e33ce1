package takeover_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"sync"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/domain"
	"phonelogin/auth/otp"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/takeover"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// app is the server that users are imported to, with an inbox and a clock.
type app struct {
	*domain.Domain
	*auth.Service
	*sessions.Sessions
	*takeover.Importer
	t     *testing.T
	db    *models.DB
	inbox *providers.Inbox
	clock *clock
}

type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.now = c.now.Add(d)
}

func newApp(t *testing.T, db *models.DB) *app {
	t.Helper()
	a := &app{t: t, db: db, clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}}
	a.inbox = providers.NewInbox(a.clock.Now)
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Secrets.MasterKey = base64.StdEncoding.EncodeToString(make([]byte, 32))
	router, err := providers.NewRouter([]providers.Sender{a.inbox}, nil, providers.RouterOptions{
		Budget: 2 * time.Second, Failures: 1000, Pause: time.Second, InFlight: 100, Now: a.clock.Now,
		NewID: func() (string, error) { return secrets.NewID(rand.Reader) },
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Domain, err = domain.New(domain.Deps{
		DB: db, Router: router, Config: c, Now: a.clock.Now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Keys: tokens.NewRing(a.clock.Now, tokens.HS256("a secret of at least 32 characters")),
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Service, a.Sessions, a.Importer = a.Auth, a.Domain.Sessions, a.Domain.Importer
	t.Cleanup(func() { // or it would write while its database goes
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := a.Behind.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return a
}

// signIn signs a number in with a code and returns the session.
func (a *app) signIn(phone auth.Phone) *sessions.Grant {
	a.t.Helper()
	_, err := a.Codes.Start(a.t.Context(), otp.Request{
		Phone: phone, Channel: auth.SMS, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
	})
	if err != nil {
		a.t.Fatalf("ask for a code: %v", err)
	}
	g, err := a.Verify(a.t.Context(), otp.Attempt{
		Phone: phone, Purpose: otp.Login, Face: otp.APIFace(), Code: a.inbox.Messages()[0].Code,
	})
	if err != nil {
		a.t.Fatalf("sign in: %v", err)
	}
	return g
}

func (a *app) user(id string) *models.User {
	a.t.Helper()
	u, err := a.db.User(a.t.Context(), id)
	if err != nil {
		a.t.Fatalf("find user %s: %v", id, err)
	}
	return u
}
