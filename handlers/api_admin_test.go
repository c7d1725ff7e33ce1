package handlers_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// asAdmin calls the JSON API as a server with the secret key does.
func (a *app) asAdmin(method, path, body string, headers ...string) answer {
	a.t.Helper()
	return a.json(method, path, body, append([]string{"apikey", secret, "Authorization", "Bearer " + secret}, headers...)...)
}

// person is a user as admins see them.
type person struct {
	ID               string         `json:"id"`
	Aud              string         `json:"aud"`
	Role             string         `json:"role"`
	Email            string         `json:"email"`
	EmailConfirmedAt *time.Time     `json:"email_confirmed_at"`
	Phone            string         `json:"phone"`
	PhoneConfirmedAt *time.Time     `json:"phone_confirmed_at"`
	ConfirmedAt      *time.Time     `json:"confirmed_at"`
	NewPhone         string         `json:"new_phone"`
	AppMetadata      map[string]any `json:"app_metadata"`
	UserMetadata     map[string]any `json:"user_metadata"`
	Identities       []struct {
		ID           string         `json:"id"`
		Provider     string         `json:"provider"`
		IdentityData map[string]any `json:"identity_data"`
		Email        string         `json:"email"`
	} `json:"identities"`
	CreatedAt   time.Time  `json:"created_at"`
	BannedUntil *time.Time `json:"banned_until"`
	DeletedAt   *time.Time `json:"deleted_at"`
	IsAnonymous bool       `json:"is_anonymous"`
}

// create makes a user as an admin.
func (a *app) create(body string) person {
	a.t.Helper()
	var p person
	a.asAdmin("POST", "/admin/users", body).ok().read(&p)
	return p
}

// legacyKey is a JWT of a role, signed with the legacy secret.
func (a *app) legacyKey(role string) string {
	a.t.Helper()
	key, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"role": role, "iss": "supabase", "exp": a.clock.Now().Add(time.Hour).Unix(),
	}).SignedString([]byte(legacySecret))
	if err != nil {
		a.t.Fatal(err)
	}
	return key
}

const (
	noBearer   = `{"code":401,"error_code":"no_authorization","msg":"This endpoint requires a valid Bearer token"}`
	notAllowed = `{"code":403,"error_code":"not_admin","msg":"User not allowed"}`
	noUser     = `{"code":404,"error_code":"user_not_found","msg":"User not found"}`
)

func TestEveryKindOfAdminMayAdminister(t *testing.T) {
	older := strings.Repeat("an older key ", 3)
	each(t, func(a *app) {
		for name, headers := range map[string][]string{
			"secret key as apikey":           {"apikey", secret},
			"secret key as both":             {"apikey", secret, "Authorization", "Bearer " + secret},
			"secret key as bearer":           {"Authorization", "bearer " + secret},
			"older key":                      {"apikey", older},
			"legacy key as bearer":           {"Authorization", "Bearer " + a.legacyKey("service_role")},
			"legacy key as apikey":           {"apikey", a.legacyKey("service_role")},
			"token of another role of admin": {"Authorization", "Bearer " + a.legacyKey("supabase_admin")},
		} {
			if got := a.json("GET", "/admin/users", "", headers...); got.status != 200 {
				a.t.Errorf("%s: got %d %s", name, got.status, got.body)
			}
		}
		// At the root too, where a gateway in front has looked at the API key.
		r := httptest.NewRequestWithContext(a.t.Context(), "GET", "/admin/users", nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		a.serve(r).ok()
	}, func(c *config.Config) { c.Auth.ServiceRoleKey = older })
}

func TestARoleThatIsNoLongerAnAdminsMayNothing(t *testing.T) {
	each(t, func(a *app) {
		a.asAdmin("GET", "/admin/users", "").is(403, notAllowed)
	}, func(c *config.Config) { c.Auth.JWTAdminRoles = []string{"supabase_admin"} })
}

func TestAPersonWithARoleOfAdminsMayAdministerUntilItEnds(t *testing.T) {
	each(t, func(a *app) {
		made := a.create(`{"phone":"` + ada + `","phone_confirm":true,"role":"service_role"}`)
		s := a.signIn(ada)
		a.json("GET", "/admin/users", "", s.bearer()...).ok()

		a.asAdmin("PUT", "/admin/users/"+made.ID, `{"role":"authenticated"}`).ok()
		a.json("GET", "/admin/users", "", s.bearer()...).is(403, notAllowed)
		a.asAdmin("PUT", "/admin/users/"+made.ID, `{"role":"service_role"}`).ok()

		a.json("POST", "/logout", "", s.bearer()...).ok()
		a.json("GET", "/admin/users", "", s.bearer()...).is(403,
			`{"code":403,"error_code":"session_not_found","msg":"Session from session_id claim in JWT does not exist"}`)
	})
}

func TestAnExpiredTokenOfAnAdminIsRefused(t *testing.T) {
	each(t, func(a *app) {
		token, err := a.keys.Sign(tokens.Claims{Role: "service_role", ExpiresAt: a.clock.Now().Add(-time.Minute).Unix()})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.json("GET", "/admin/users", "", "Authorization", "Bearer "+token); got.status != 403 ||
			got.header.Get("X-Sb-Error-Code") != "bad_jwt" {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
}

func TestLinksByEmailAreNotMade(t *testing.T) {
	each(t, func(a *app) {
		const off = `{"code":400,"error_code":"email_provider_disabled","msg":"Email logins are disabled"}`
		a.asAdmin("POST", "/admin/generate_link", `{"type":"magiclink","email":"ada@example.com"}`).is(400, off)
		a.asAdmin("POST", "/invite", `{"email":"ada@example.com"}`).is(400, off)
	})
}
