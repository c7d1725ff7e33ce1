package auth_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/delivery"
	"phonelogin/auth/domain"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/providers"
)

// app is the domain with a real database, an inbox and a clock of its own.
type app struct {
	*domain.Domain
	*auth.Service
	*sessions.Sessions
	*otp.Codes
	t     *testing.T
	db    *models.DB
	inbox *providers.Inbox
	clock *clock
}

type clock struct {
	sync.Mutex
	now  time.Time
	tell func() time.Time // asked in its place, where there is one
}

func (c *clock) Now() time.Time {
	if c.tell != nil {
		return c.tell()
	}
	c.Lock()
	defer c.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.now = c.now.Add(d)
}

func settings(change ...func(*config.Config)) *config.Config {
	c, err := config.Load("", nil)
	if err != nil {
		panic(err)
	}
	c.Secrets.MasterKey = base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, f := range change {
		f(c)
	}
	return c
}

func newApp(t *testing.T, db *models.DB, change ...func(*config.Config)) *app {
	t.Helper()
	a := &app{t: t, db: db, clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}}
	a.inbox = providers.NewInbox(a.clock.Now)
	a.use(a.inbox, change...)
	return a
}

// use puts the service over a carrier.
func (a *app) use(sender providers.Sender, change ...func(*config.Config)) {
	a.t.Helper()
	a.over([]providers.Sender{sender}, nil, change...)
}

// router sends through senders in order; checks are of those that make codes of
// their own.
func router(t *testing.T, now func() time.Time, checks map[string]providers.CheckCode, senders ...providers.Sender) *providers.Router {
	t.Helper()
	r, err := providers.NewRouter(senders, nil, providers.RouterOptions{
		Budget: 2 * time.Second, Failures: 1000, Pause: time.Second, InFlight: 100, Now: now,
		NewID:  func() (string, error) { return secrets.NewID(rand.Reader) },
		Checks: checks,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// over puts the service over several carriers.
func (a *app) over(senders []providers.Sender, checks map[string]providers.CheckCode, change ...func(*config.Config)) {
	a.t.Helper()
	reporters := map[string]delivery.Reporter{"inbox": told}
	for _, s := range senders {
		reporters[s.Name()] = told
	}
	a.put(domain.Deps{
		DB: a.db, Router: router(a.t, a.clock.Now, checks, senders...), Reporters: reporters, Config: settings(change...),
		Keys: tokens.NewRing(a.clock.Now, tokens.HS256("a secret of at least 32 characters")), Now: a.clock.Now,
	})
}

// put puts the rooms together.
func (a *app) put(d domain.Deps) {
	a.t.Helper()
	d.Random, d.Log = rand.Reader, slog.New(slog.NewTextHandler(a.t.Output(), nil))
	rooms, err := domain.New(d)
	if err != nil {
		a.t.Fatal(err)
	}
	a.Domain, a.Service, a.Sessions, a.Codes = rooms, rooms.Auth, rooms.Sessions, rooms.Codes
	a.t.Cleanup(func() { // or it would write while its database goes
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = rooms.Behind.Close(ctx) // tests of what cannot be written end with it
	})
}

// each runs a test on every database.
func each(t *testing.T, test func(a *app), change ...func(*config.Config)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) { test(newApp(t, db, change...)) })
}

const ada = auth.Phone("4915112345678")

func (a *app) ask(phone auth.Phone) (*otp.SentCode, error) {
	return a.Start(a.t.Context(), otp.Request{
		Phone: phone, Channel: auth.SMS, Purpose: otp.Login, Face: otp.APIFace(),
		CreateUser: true,
	})
}

func (a *app) mustAsk(phone auth.Phone) *otp.SentCode {
	a.t.Helper()
	asked, err := a.ask(phone)
	if err != nil {
		a.t.Fatalf("ask for a code: %v", err)
	}
	return asked
}

// code is the last one sent.
func (a *app) code() string {
	a.t.Helper()
	all := a.inbox.Messages()
	if len(all) == 0 {
		a.t.Fatal("no message was sent")
	}
	return all[0].Code
}

func (a *app) verify(phone auth.Phone, code string) (*sessions.Grant, error) {
	return a.Verify(a.t.Context(), otp.Attempt{Phone: phone, Purpose: otp.Login, Face: otp.APIFace(), Code: code})
}

// signIn signs a number in and tells its session.
func (a *app) signIn(phone auth.Phone) *sessions.Grant {
	a.t.Helper()
	a.mustAsk(phone)
	g, err := a.verify(phone, a.code())
	if err != nil {
		a.t.Fatalf("sign in: %v", err)
	}
	return g
}

// Authenticate reads an access token and looks up whom it speaks for.
func (a *app) Authenticate(ctx context.Context, token string) (*sessions.Bearer, error) {
	claims, err := a.Claims(ctx, token)
	if err != nil {
		return nil, err
	}
	return a.BearerOf(ctx, claims)
}

// wrong is a code that is not the last one sent.
func (a *app) wrong() string {
	if a.code() == "000000" {
		return "000001"
	}
	return "000000"
}

func (a *app) refused(err error, want refusal.Reason) *refusal.Refusal {
	a.t.Helper()
	var r *refusal.Refusal
	if !errors.As(err, &r) || r.Reason != want {
		a.t.Fatalf("got %v, want refusal %s", err, want)
	}
	return r
}

func isRefusal(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r)
}
