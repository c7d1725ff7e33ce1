package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// Wire transcripts A1 to A3.
func TestTheAPISaysWhatItIs(t *testing.T) {
	each(t, func(a *app) {
		a.json("GET", "/health", "", "apikey", "").
			is(200, `{"version":"v1.2.3","name":"GoTrue","description":"GoTrue is a user registration and authentication API"}`).
			has("Content-Type", "application/json").has("Vary", "Origin")
		a.json("GET", "/settings", "").is(200, `{"external":{"anonymous_users":false,"apple":false,"azure":false,"bitbucket":false,`+
			`"discord":false,"facebook":false,"snapchat":false,"figma":false,"fly":false,"github":false,"gitlab":false,"google":false,`+
			`"keycloak":false,"kakao":false,"linkedin":false,"linkedin_oidc":false,"notion":false,"spotify":false,"slack":false,`+
			`"slack_oidc":false,"workos":false,"twitch":false,"twitter":false,"email":false,"phone":true,"zoom":false},`+
			`"disable_signup":false,"mailer_autoconfirm":false,"phone_autoconfirm":false,"sms_provider":"inbox",`+
			`"saml_enabled":false,"saml_private_key_next_configured":false,"passkeys_enabled":false}`).
			has("Content-Type", "application/json").has("Vary", "Origin")
		a.json("GET", "/.well-known/jwks.json", "", "apikey", "").
			hasShape(`keys[].alg string keys[].crv string keys[].key_ops[] string keys[].kid string keys[].kty string
				keys[].use string keys[].x string keys[].y string`).
			has("Cache-Control", "public, max-age=600").has("Vary", "Origin")
	})
}

func TestAnyKeyOfTheServerOpensTheAPI(t *testing.T) {
	each(t, func(a *app) {
		old := tokens.NewRing(a.clock.Now, tokens.HS256(legacySecret))
		foreign := tokens.NewRing(a.clock.Now, tokens.HS256("another secret of at least 32 characters"))
		sign := func(r *tokens.Ring, role string, expires time.Duration) string {
			key, err := r.Sign(tokens.Claims{Role: role, ExpiresAt: a.clock.Now().Add(expires).Unix()})
			if err != nil {
				a.t.Fatal(err)
			}
			return key
		}
		for _, key := range []string{publishable, secret, sign(old, "anon", time.Hour), sign(old, "service_role", time.Hour)} {
			a.json("GET", "/settings", "", "apikey", key).ok()
		}
		wrong := legacy("401", "invalid_api_key", "Invalid API key")
		for _, key := range []string{
			"nonsense", publishable + "x", sign(foreign, "anon", time.Hour), sign(old, "anon", -time.Hour),
			sign(old, "authenticated", time.Hour), a.signIn(ada).AccessToken,
		} {
			a.json("GET", "/settings", "", "apikey", key).is(401, wrong)
		}
		for _, path := range []string{"POST /otp", "POST /verify", "POST /token", "GET /settings", "GET /user", "PUT /user", "POST /logout"} {
			method, path, _ := strings.Cut(path, " ")
			got := a.json(method, path, `{}`, "apikey", "")
			if got.status != 401 || !strings.Contains(got.body, `"error_code":"no_api_key"`) {
				a.t.Errorf("%s %s without a key: %d %s", method, path, got.status, got.body)
			}
		}
	})
}

// Wire notes, 2: the key rides as a bearer token too, and new keys are no JWTs.
func TestAKeyInThePlaceOfATokenIsIgnoredWhereNoneIsNeeded(t *testing.T) {
	each(t, func(a *app) {
		bearer := []string{"Authorization", "Bearer " + publishable}
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, bearer...).ok()
		a.json("POST", "/verify", verify(ada, a.code()), bearer...).ok()
		a.json("GET", "/settings", "", bearer...).ok()
		a.refresh(a.again(ada).RefreshToken).ok()
	})
}

// Wire transcripts B41 and B42.
func TestUnknownPathsAndWrongMethodsAreAnsweredAsOnTheWire(t *testing.T) {
	each(t, func(a *app) {
		for _, path := range []string{"/nope", "/otp/more", "/admin/nothing", "/signup/more"} {
			a.json("GET", path, "").is(404, "404 page not found\n").
				has("Content-Type", "text/plain; charset=UTF-8").has("X-Content-Type-Options", "nosniff").has("Vary", "Origin")
		}
		a.json("GET", "/otp", "").is(405, "").has("Vary", "Origin")
		for path, want := range map[string][]string{
			"/otp": {"POST"}, "/verify": {"POST"}, "/token": {"POST"}, "/logout": {"POST"}, "/user": {"GET", "PUT"}, "/settings": {"GET"},
		} {
			got := a.json("DELETE", path, "").is(405, "")
			for _, method := range want {
				if !strings.Contains(got.header.Get("Allow"), method) {
					a.t.Errorf("%s: Allow %q, want %s", path, got.header.Get("Allow"), method)
				}
			}
		}
	})
}

// Wire contract, section 1: without a gateway the server itself must let
// browsers send the key.
func TestABrowserMayCallTheAPIFromAnySite(t *testing.T) {
	each(t, func(a *app) {
		got := a.json("OPTIONS", "/otp", "", "apikey", "", "Origin", "https://app.example",
			"Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "apikey,authorization,content-type,x-client-info,x-supabase-api-version")
		got.is(204, "").has("Access-Control-Allow-Origin", "*").has("Access-Control-Allow-Credentials", "")
		allowed := strings.ToLower(got.header.Get("Access-Control-Allow-Headers"))
		for _, name := range []string{"apikey", "authorization", "content-type", "x-client-info", "x-supabase-api-version"} {
			if !strings.Contains(allowed, name) {
				a.t.Errorf("Access-Control-Allow-Headers %q lacks %s", allowed, name)
			}
		}
		for _, method := range []string{"GET", "POST", "PUT"} {
			if !strings.Contains(got.header.Get("Access-Control-Allow-Methods"), method) {
				a.t.Errorf("Access-Control-Allow-Methods %q lacks %s", got.header.Get("Access-Control-Allow-Methods"), method)
			}
		}
		for _, got := range []answer{
			a.json("POST", "/otp", `{}`, "Origin", "https://app.example"),
			a.json("GET", "/settings", "", "Origin", "https://app.example"),
			a.json("GET", "/nope", "", "Origin", "https://app.example"),
		} {
			got.has("Access-Control-Allow-Origin", "*").has("Vary", "Origin")
			if !strings.Contains(got.header.Get("Access-Control-Expose-Headers"), "X-Supabase-Api-Version") {
				a.t.Errorf("errors cannot be read: Access-Control-Expose-Headers %q", got.header.Get("Access-Control-Expose-Headers"))
			}
		}
	})
}

// Wire notes, 1: a later date counts as the newest version known, an unreadable one as
// none.
func TestTheDateInTheVersionHeaderPicksTheFormOfErrors(t *testing.T) {
	each(t, func(a *app) {
		const newer = `{"code":"validation_failed","message":"One of email or phone must be set"}`
		older := legacy("400", "validation_failed", "One of email or phone must be set")
		for version, want := range map[string]string{
			"2024-01-01": newer, "2031-12-31": newer, "2023-12-31": older, "": older, "latest": older,
			"2024-13-01": older, "2024-1-1": older, "2024-01-01T00:00:00Z": older,
		} {
			got := a.json("POST", "/otp", `{}`, "X-Supabase-Api-Version", version).is(400, want)
			if want == newer {
				got.has("X-Supabase-Api-Version", "2024-01-01")
			} else {
				got.has("X-Supabase-Api-Version", "")
			}
		}
	})
}

func TestTheProgramSaysThatItRunsAndIsReady(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.send("GET", "/healthz", "").is(200, "ok\n")
		b.send("GET", "/readyz", "").is(200, `{"status":"ready"}`)
		if err := a.db.Close(); err != nil {
			a.t.Fatal(err)
		}
		b.send("GET", "/healthz", "").is(200, "ok\n")
		b.send("GET", "/readyz", "").is(503, `{"status":"unavailable","reason":"unreachable"}`).has("Retry-After", "5")
		got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
		if got.status != 503 || !strings.Contains(got.body, `"error_code":"unexpected_failure"`) ||
			!strings.Contains(got.body, `"error_id":"`+got.header.Get("X-Request-Id")+`"`) || strings.Contains(got.body, "sql") {
			a.t.Errorf("without a database: %d %s", got.status, got.body)
		}
		b.get("/login").shows(200, "/login", "Mobile number")
	}, func(c *config.Config) { c.Log.Level = "info" })
}
