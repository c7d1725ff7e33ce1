package handlers_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/auth/delivery"
	"phonelogin/auth/domain"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/handlers"
	"phonelogin/handlers/access"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/providers"
)

// app is the whole product behind its front door, with a real database, an inbox
// in the place of a carrier and a clock of its own.
type app struct {
	t          *testing.T
	url        string // of the database
	db         *models.DB
	pool       *sql.DB // plain connection, to count rows
	domain     *domain.Domain
	keys       *tokens.Ring
	inbox      *providers.Inbox
	clock      *clock
	config     *config.Config
	log        *slog.Logger
	handler    http.Handler
	transcript *record // all answers and log lines
	numbers    int     // used by number
}

const (
	publishable  = "sb_publishable_of_the_tests"
	secret       = "sb_secret_of_the_tests"
	legacySecret = "a legacy secret of at least 32 characters"

	ada   = "+4915112345678"
	grace = "+4915112345679"
)

// each runs a test on every database.
func each(t *testing.T, test func(a *app), change ...func(*config.Config)) {
	t.Helper()
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(newApp(t, modelstest.URL(t, kind), change...))
		})
	}
}

// newApp puts the product together as cmd/web does.
func newApp(t *testing.T, url string, change ...func(*config.Config)) *app {
	t.Helper()
	a := &app{t: t, url: url, clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)}, transcript: &record{}}
	a.pool = modelstest.Pool(t, url)
	a.config = settings(t, change...)
	a.inbox = providers.NewInbox(a.clock.Now)
	a.start()
	return a
}

// start starts the product with its settings over its database.
func (a *app) start() {
	t := a.t
	t.Helper()
	a.db = modelstest.Open(t, a.url)
	signing, err := tokens.ReadKey(a.config.Secrets.SigningKey)
	if err != nil {
		t.Fatal(err)
	}
	a.keys = tokens.NewRing(a.clock.Now, signing, tokens.HS256(legacySecret))
	a.log = slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), a.transcript), &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.serveWith(a.config)
	t.Cleanup(a.end)
}

// router sends everything to the inbox.
func (a *app) router() *providers.Router {
	a.t.Helper()
	r, err := providers.NewRouter([]providers.Sender{a.inbox}, nil, providers.RouterOptions{
		Budget: 8 * time.Second, Failures: 5, Pause: time.Second, InFlight: 100, Now: a.clock.Now,
		NewID: func() (string, error) { return secrets.NewID(rand.Reader) },
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return r
}

// serveWith puts the domain and the handlers over the database.
func (a *app) serveWith(c *config.Config) {
	a.t.Helper()
	var err error
	a.domain, err = domain.New(domain.Deps{
		DB: a.db, Router: a.router(), Reporters: map[string]delivery.Reporter{"inbox": told}, Keys: a.keys, Config: c,
		Now: a.clock.Now, Random: rand.Reader, Log: a.log,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	a.rebuild()
}

// replica is a second process with the same settings and the same database.
func (a *app) replica() *app {
	a.t.Helper()
	other := *a
	other.start()
	return &other
}

// rebuild makes the handlers anew, as a restart would.
func (a *app) rebuild() {
	a.t.Helper()
	handler, err := handlers.New(a.deps())
	if err != nil {
		a.t.Fatal(err)
	}
	a.handler = handler
}

// deps are what the handlers are made of.
func (a *app) deps() handlers.Deps {
	a.t.Helper()
	inbox := a.inbox.Messages
	if a.config.Mode == config.Production {
		inbox = nil
	}
	return handlers.Deps{
		Domain: a.domain, Keys: a.keys, Inbox: inbox, Log: a.log,
		Settings: handlers.SettingsOf(a.config), CookieKeys: a.config.Secrets.CookieKeys,
		Version: "v1.2.3", APIKeys: tokens.NewAPIKeys(a.clock.Now, []string{publishable, a.config.Auth.AnonKey},
			[]string{secret, a.config.Auth.ServiceRoleKey}, legacySecret),
	}
}

// policies are those of all routes, by method and path.
func (a *app) policies() map[string]access.Policy {
	a.t.Helper()
	all, err := handlers.Policies(a.deps())
	if err != nil {
		a.t.Fatal(err)
	}
	return all
}

func settings(t *testing.T, change ...func(*config.Config)) *config.Config {
	t.Helper()
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Server.DataDir = t.TempDir()
	if _, err := config.FillDevelopmentSecrets(c, rand.Reader, tokens.MakeKey); err != nil {
		t.Fatal(err)
	}
	c.Auth.SiteURL = site
	c.Server.RequestTimeout = time.Minute // a busy machine hashes passwords for long
	c.Auth.RateLimit = config.RateLimit{} // no limits: all tests come from one address
	for _, f := range change {
		f(c)
	}
	return c
}

// settle waits for messages that no answer waited for.
func (a *app) settle() {
	a.t.Helper()
	if err := a.domain.Behind.Close(a.t.Context()); err != nil {
		a.t.Error(err)
	}
}

// end lets a test's last writes come to their end: one that is cut off leaves a
// request to cancel it on the way while its database goes.
func (a *app) end() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = a.domain.Behind.Close(ctx) // tests of what cannot be written end with it
}

// serve answers a request and notes what was said.
func (a *app) serve(r *http.Request) answer {
	a.t.Helper()
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	got := answer{t: a.t, status: w.Code, header: w.Header(), body: w.Body.String()}
	a.transcript.answered(got)
	return got
}

// json calls the JSON API with the publishable key. headers are pairs of a name
// and a value; an empty value takes a header away.
func (a *app) json(method, path, body string, headers ...string) answer {
	a.t.Helper()
	r := httptest.NewRequestWithContext(a.t.Context(), method, "/auth/v1"+path, strings.NewReader(body))
	r.Header.Set("apikey", publishable)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	return a.serve(r)
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	route  string // that was asked, where a test walks the table
}

// is checks the status and the whole body.
func (got answer) is(status int, body string) answer {
	got.t.Helper()
	if got.status != status || got.body != body {
		got.t.Errorf("got %d %s\nwant %d %s", got.status, got.body, status, body)
	}
	return got
}

// ok ends the test unless the request succeeded.
func (got answer) ok() answer {
	got.t.Helper()
	if got.status >= 300 {
		got.t.Fatalf("got %d %s, want success", got.status, got.body)
	}
	return got
}

// has checks a header.
func (got answer) has(name, value string) answer {
	got.t.Helper()
	if have := strings.Join(got.header.Values(name), " | "); have != value {
		got.t.Errorf("%s: got %q, want %q", name, have, value)
	}
	return got
}

// read decodes the body.
func (got answer) read(into any) {
	got.t.Helper()
	if err := json.Unmarshal([]byte(got.body), into); err != nil {
		got.t.Fatalf("read %q: %v", got.body, err)
	}
}

// clock is the time of the whole product.
type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.now
}

func (a *app) advance(d time.Duration) {
	a.clock.Lock()
	defer a.clock.Unlock()
	a.clock.now = a.clock.now.Add(d)
}

// record keeps all answers and log lines: what anyone but a phone hears.
type record struct {
	sync.Mutex
	lines, bodies strings.Builder
}

// Write notes a log line.
func (r *record) Write(p []byte) (int, error) {
	r.Lock()
	defer r.Unlock()
	return r.lines.Write(p)
}

// answered notes the header and the body of an answer.
func (r *record) answered(got answer) {
	r.Lock()
	defer r.Unlock()
	_ = got.header.Write(&r.bodies) // a Builder takes everything
	r.bodies.WriteString(got.body + "\n")
}

func (r *record) log() string {
	r.Lock()
	defer r.Unlock()
	return r.lines.String()
}

func (r *record) answers() string {
	r.Lock()
	defer r.Unlock()
	return r.bodies.String()
}
