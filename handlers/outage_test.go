package handlers_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/config"
	"phonelogin/models/modelstest"
)

// someID is the id of nobody.
const someID = "11111111-1111-4111-8111-111111111111"

// An asking is a request that needs the database: its body, and who asks.
type asking struct{ body, by string }

// Who asks.
const (
	anybody  = ""
	aUser    = "user"
	anAdmin  = "admin"
	aPage    = "page" // a browser that is signed in
	aCarrier = "carrier"
)

// askings are requests that need the database, by method and route.
var askings = map[string]asking{
	"POST /otp":                                       {`{"phone":"+4915112345670"}`, anybody},
	"POST /verify":                                    {`{"type":"sms","phone":"` + ada + `","token":"123456"}`, anybody},
	"POST /signup":                                    {`{"phone":"+4915112345671","password":"a long password"}`, anybody},
	"POST /resend":                                    {`{"type":"sms","phone":"` + ada + `"}`, anybody},
	"POST /token":                                     {"", anybody}, // see bodiesOf
	"GET /user":                                       {"", aUser},
	"PUT /user":                                       {`{"data":{"a":1}}`, aUser},
	"DELETE /user/identities/:id":                     {"", aUser},
	"GET /reauthenticate":                             {"", aUser},
	"POST /logout":                                    {"", aUser},
	"POST /factors":                                   {`{"factor_type":"totp"}`, aUser},
	"POST /factors/:factor_id/challenge":              {`{}`, aUser},
	"POST /factors/:factor_id/verify":                 {`{"challenge_id":"` + someID + `","code":"123456"}`, aUser},
	"DELETE /factors/:factor_id":                      {"", aUser},
	"GET /admin/users":                                {"", anAdmin},
	"POST /admin/users":                               {`{"phone":"+4915112345672"}`, anAdmin},
	"GET /admin/users/:user_id":                       {"", anAdmin},
	"PUT /admin/users/:user_id":                       {`{"user_metadata":{"a":1}}`, anAdmin},
	"DELETE /admin/users/:user_id":                    {"", anAdmin},
	"GET /admin/users/:user_id/factors":               {"", anAdmin},
	"PUT /admin/users/:user_id/factors/:factor_id":    {`{"friendly_name":"a"}`, anAdmin},
	"DELETE /admin/users/:user_id/factors/:factor_id": {"", anAdmin},
	"GET /admin/audit":                                {"", anAdmin},
	"GET /callbacks/:provider":                        {"", aCarrier},
	"POST /callbacks/:provider":                       {"", aCarrier},

	"GET /login":                   {"", aPage},
	"POST /login":                  {"", aPage},
	"GET /login/code":              {"", aPage},
	"POST /login/code":             {"", aPage},
	"POST /login/codes":            {"", aPage},
	"GET /login/code/delivery":     {"", aPage},
	"POST /login/code/delivery":    {"", aPage},
	"POST /login/continue":         {"", aPage},
	"GET /account":                 {"", aPage},
	"POST /account/sign-out":       {"", aPage},
	"POST /account/sessions/end":   {"", aPage},
	"POST /account/data":           {"", aPage},
	"GET /account/delete":          {"", aPage},
	"POST /account/delete":         {"", aPage},
	"POST /account/delete/proof":   {"", aPage},
	"GET /account/phone":           {"", aPage},
	"POST /account/phone":          {"", aPage},
	"GET /account/phone/new":       {"", aPage},
	"POST /account/phone/new":      {"", aPage},
	"GET /account/phone/done":      {"", aPage},
	"GET /account/revert/:secret":  {"", aPage},
	"POST /account/revert/:secret": {"", aPage},
	"GET /readyz":                  {"", aPage},
	"HEAD /readyz":                 {"", aPage},
	"POST /language":               {"", aPage},
}

// underOutage runs a test for each way in which a database fails, which begin
// begins.
func underOutage(t *testing.T, test func(a *app, begin func())) {
	t.Helper()
	run := func(name, address string, begin func(a *app)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, address, func(c *config.Config) { c.Auth.EnableAccountDeletion = true })
			test(a, func() { begin(a) })
		})
	}
	for _, kind := range modelstest.Kinds() {
		address := modelstest.URL(t, kind)
		if kind == "sqlite" {
			run("sqlite, gone", address, func(a *app) {
				if err := a.db.Close(); err != nil {
					a.t.Fatal(err)
				}
			})
			removed := modelstest.URL(t, kind)
			run("sqlite, file removed", removed, func(a *app) {
				if err := os.Remove(strings.TrimPrefix(removed, "sqlite:")); err != nil {
					a.t.Fatal(err)
				}
			})
			continue
		}
		stopped := modelstest.NewProxy(t, address)
		run("postgres, refused", stopped.URL, func(*app) { stopped.Refuse() })
		hanging := modelstest.NewProxy(t, modelstest.URL(t, kind))
		run("postgres, hangs", hanging.URL, func(a *app) {
			hanging.Hang()
			a.config.Server.RequestTimeout = 200 * time.Millisecond // hashing a password takes a part of it
			a.rebuild()
		})
	}
}

func TestEveryRouteTellsAnOutageAsOne(t *testing.T) {
	underOutage(t, func(a *app, begin func()) {
		s := a.signIn(ada)
		b := a.browser()
		b.signIn(grace)
		begin()
		told := 0
		for _, route := range a.handler.(*echo.Echo).Routes() {
			path, inAPI := strings.CutPrefix(route.Path, "/auth/v1")
			name := route.Method + " " + path
			needs, known := askings[name]
			path = strings.NewReplacer(":provider", "inbox", ":secret", "x", ":user_id", someID, ":factor_id", someID, ":id", someID).Replace(path)
			for what, body := range bodiesOf(name, needs, s) {
				var got answer
				switch {
				case needs.by == aPage || !known && !inAPI:
					got = b.send(route.Method, path, body)
				case needs.by == aCarrier:
					got = a.serve(httptest.NewRequestWithContext(a.t.Context(), route.Method, path+"?id=SM1&state=delivered", nil))
				case needs.by == anAdmin:
					got = a.asAdmin(route.Method, path, body)
				case needs.by == anybody:
					got = a.json(route.Method, path+what, body)
				default:
					got = a.json(route.Method, path, body, s.bearer()...)
				}
				if name == "POST /signup" && got.status == 504 {
					// On a slow machine hashing the password took all of the time: the
					// database was not asked. Clients take 504 as they take 503.
					got.has("Retry-After", "5")
					told++
				} else if known {
					got.isOutage(name + what)
					told++
				} else if got.status >= 500 {
					a.t.Errorf("%s: got %d, and is not in the list of what needs the database", name, got.status)
				}
			}
		}
		if told < len(askings) {
			a.t.Errorf("%d askings were made of at least %d: some name no route", told, len(askings))
		}
		a.json("POST", "/otp", `{"phone":"+4915112345670"}`, "X-Supabase-Api-Version", "2024-01-01").
			is(503, `{"code":"unexpected_failure","message":"The service is unavailable at the moment, please try again later"}`)
		b.send("GET", "/healthz", "").is(200, "ok\n")
	})
}

// bodiesOf are the bodies to send to a route, by what stands behind its path.
func bodiesOf(name string, needs asking, s session) map[string]string {
	if name != "POST /token" {
		return map[string]string{"": needs.body}
	}
	return map[string]string{
		"?grant_type=refresh_token": `{"refresh_token":"` + s.RefreshToken + `"}`,
		"?grant_type=pkce":          `{"auth_code":"` + someID + `","code_verifier":"` + verifier + `"}`,
		"?grant_type=password":      `{"phone":"` + ada + `","password":"a long password"}`,
	}
}

// isOutage checks that an answer asks to come back, in the form of its face.
func (got answer) isOutage(name string) {
	got.t.Helper()
	if got.status != 503 || got.header.Get("Retry-After") == "" {
		got.t.Errorf("%s: got %d, Retry-After %q: %.300s", name, got.status, got.header.Get("Retry-After"), got.body)
	}
	if strings.Contains(got.header.Get("Content-Type"), "json") && !strings.Contains(name, "readyz") &&
		(!strings.Contains(got.body, `"code":503`) || !strings.Contains(got.body, `"error_code":"unexpected_failure"`)) {
		got.t.Errorf("%s: got %s", name, got.body)
	}
}

// A session outlives the outage: the token that could not be refreshed still can.
func TestASessionOutlivesAnOutage(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		p := modelstest.NewProxy(t, address)
		a := newApp(t, p.URL)
		s := a.signIn(ada)
		a.advance(time.Hour)
		for _, fault := range []func(){p.Refuse, p.Cut} {
			fault()
			a.refresh(s.RefreshToken) // lost, or answered with 503
			p.Mend()
			var next session
			a.refresh(s.RefreshToken).ok().read(&next)
			s = next
			a.advance(time.Hour)
		}
	})
}

// Open connections write on into a file that is no longer in its place: what they
// answered would be gone with the process.
func TestNobodyIsSignedInToAFileThatIsGone(t *testing.T) {
	address := modelstest.URL(t, "sqlite")
	a, path := newApp(t, address), strings.TrimPrefix(address, "sqlite:")
	s := a.signIn(ada)
	move := func(from, to string) {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(reason string) {
		a.refresh(s.RefreshToken).isOutage("refresh")
		time.Sleep(100 * time.Millisecond) // the last probe's answer is shared for so long
		a.browser().send("GET", "/readyz", "").is(503, `{"status":"unavailable","reason":"`+reason+`"}`)
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).isOutage("otp")
	}
	move(path, path+".away")
	refused("unreachable")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("broken")
	move(path+".away", path)
	a.refresh(s.RefreshToken).ok()
}

// Reading goes on while the database only reads, and /readyz says what it is.
func TestAReadOnlyDatabaseIsToldAndOverAtOnce(t *testing.T) {
	modelstest.OnPostgres(t, func(address string) {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		p := modelstest.NewProxy(t, address)
		a := newApp(t, p.URL)
		admin := modelstest.Pool(t, os.Getenv("TEST_POSTGRES"))
		set := func(what string) {
			if _, err := admin.ExecContext(t.Context(), "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" "+what); err != nil {
				t.Fatal(err)
			}
		}
		s := a.signIn(ada)
		b := a.browser()
		set("SET default_transaction_read_only = on")
		p.Cut()
		for range 8 {
			a.json("GET", "/user", "", s.bearer()...) // each connection of the pool finds out
		}
		a.json("GET", "/user", "", s.bearer()...).ok()
		a.advance(time.Hour)
		a.refresh(s.RefreshToken).isOutage("refresh")
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).isOutage("otp")
		b.send("GET", "/readyz", "").is(503, `{"status":"unavailable","reason":"read_only"}`)
		b.send("GET", "/login", "").ok()
		set("RESET default_transaction_read_only")
		a.refresh(s.RefreshToken).ok()
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).ok()
		b.send("GET", "/readyz", "").is(200, `{"status":"ready"}`)
	})
}

// The carrier is not to blame for what could not be noted, and the number may ask
// again at once.
func TestAMessageThatCannotBeNotedIsNotSentAndCountsNowhere(t *testing.T) {
	each(t, func(a *app) {
		rename := func(from, to string) {
			if a.db.Kind() == "postgres" {
				from = "auth." + from
			}
			if _, err := a.pool.ExecContext(a.t.Context(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
				a.t.Fatal(err)
			}
		}
		rename("messages", "elsewhere")
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).isOutage("otp")
		if n := len(a.inbox.Messages()); n != 0 {
			a.t.Errorf("%d messages were sent", n)
		}
		rename("elsewhere", "messages")
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		a.askFor(0).is(429, budgetSpent) // of one message, which was given back once
	}, withBudget(1))
}

// A message that was sent counts, whatever can be noted of it.
func TestAMessageThatWasSentIsNotGivenBack(t *testing.T) {
	each(t, func(a *app) {
		statements := []string{`CREATE TRIGGER fail BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'no'); END`}
		if a.db.Kind() == "postgres" {
			statements = []string{
				`CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$`,
				`CREATE TRIGGER fail BEFORE UPDATE ON auth.messages FOR EACH ROW EXECUTE FUNCTION public.fail()`,
			}
		}
		for _, statement := range statements {
			if _, err := a.pool.ExecContext(a.t.Context(), statement); err != nil {
				a.t.Fatal(err)
			}
		}
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		if got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`); got.status != 429 || len(a.inbox.Messages()) != 1 {
			a.t.Errorf("asked again: got %d and %d messages", got.status, len(a.inbox.Messages()))
		}
		a.askFor(0).is(429, budgetSpent)
	}, withBudget(1))
}

// An error that a hook's function raises is the hook's; a full disk is not.
func TestAFunctionIsNotToBlameForItsDatabase(t *testing.T) {
	each(t, func(a *app) {
		if a.db.Kind() != "postgres" {
			return // SQLite has no functions
		}
		a.config.Auth.Hook.SendSMS = config.Hook{Enabled: true, URI: "pg-functions://postgres/public/send"}
		a.serveWith(a.config)
		for code, status := range map[string]int{"53100": 503, "25006": 503, "P0001": 500, "42P01": 500, "57014": 500} {
			_, err := a.pool.ExecContext(a.t.Context(), `CREATE OR REPLACE FUNCTION public.send(event jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
				BEGIN RAISE EXCEPTION USING ERRCODE = '`+code+`'; END $$`)
			if err != nil {
				a.t.Fatal(err)
			}
			if got := a.json("POST", "/otp", `{"phone":"`+a.number()+`"}`); got.status != status {
				a.t.Errorf("%s: got %d %s, want %d", code, got.status, got.body, status)
			}
		}
	})
}
