package handlers_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"phonelogin/auth/keyring"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
)

const metadataPath = "/.well-known/oauth-authorization-server"

// Wire contract, section 6.10; wire transcript E51, without what a switched-off OAuth
// server does not have; proves S46 (metadata).
func TestDiscoveryLeadsFromTheIssuerToTheKeys(t *testing.T) {
	each(t, func(a *app) {
		const want = `{"issuer":"http://localhost:8080/auth/v1","jwks_uri":"http://localhost:8080/auth/v1/.well-known/jwks.json",` +
			`"response_types_supported":["code"],"subject_types_supported":["public"],` +
			`"id_token_signing_alg_values_supported":["ES256"],"claims_supported":["iss","sub","aud","exp","iat","jti","email",` +
			`"phone","app_metadata","user_metadata","role","aal","amr","session_id","is_anonymous"]}`
		for _, path := range []string{
			"/auth/v1/.well-known/openid-configuration", "/.well-known/openid-configuration",
			"/auth/v1" + metadataPath, metadataPath, metadataPath + "/auth/v1",
		} {
			a.fetch(http.MethodGet, path).is(200, want).has("Content-Type", "application/json").
				has("Cache-Control", "public, max-age=600").has("Vary", "Origin")
			a.fetch(http.MethodHead, path).ok().has("Cache-Control", "public, max-age=600")
			a.fetch(http.MethodPost, path).is(405, "")
		}
		var found struct {
			Issuer string
			JWKS   string `json:"jwks_uri"`
		}
		a.fetch(http.MethodGet, "/.well-known/openid-configuration").read(&found)
		var set struct{ Keys []tokens.JWK }
		a.fetch(http.MethodGet, strings.TrimPrefix(found.JWKS, a.config.Server.PublicURL)).ok().read(&set)
		if c, err := a.keys.Verify(a.signIn(ada).AccessToken); err != nil || c.Issuer != found.Issuer || len(set.Keys) != 1 {
			a.t.Errorf("the document tells issuer %q and %d keys, tokens have %+v, %v", found.Issuer, len(set.Keys), c, err)
		}
		a.fetch(http.MethodHead, "/auth/v1/.well-known/jwks.json").ok().has("Cache-Control", "public, max-age=600")
	})
}

func TestDiscoveryTellsTheConfiguredIssuerAndWhereTheKeysAreAllTheSame(t *testing.T) {
	each(t, func(a *app) {
		var found map[string]any
		a.fetch(http.MethodGet, "/auth/v1/.well-known/openid-configuration").ok().read(&found)
		if found["issuer"] != "https://project.example/auth/v1" || found["jwks_uri"] != "http://localhost:8080/auth/v1/.well-known/jwks.json" {
			a.t.Errorf("got %v and %v", found["issuer"], found["jwks_uri"])
		}
	}, func(c *config.Config) { c.Auth.JWTIssuer = "https://project.example/auth/v1" })
}

// Wire transcript A3; wire contract, section 6.10.
func TestASharedSecretPublishesNoKeys(t *testing.T) {
	each(t, func(a *app) {
		a.keys.Replace(tokens.HS256(legacySecret))
		a.fetch(http.MethodGet, "/auth/v1/.well-known/jwks.json").is(200, `{"keys":[]}`).has("Cache-Control", "public, max-age=600")
		a.fetch(http.MethodGet, "/.well-known/jwks.json").is(200, `{"keys":[]}`)
		if got := a.fetch(http.MethodGet, "/.well-known/openid-configuration").ok().body; !strings.Contains(got, `"id_token_signing_alg_values_supported":["HS256"]`) {
			a.t.Errorf("got %s", got)
		}
	})
}

// Whoever checks tokens with a cached key set must know a key before it signs.
func TestTheKeySetShowsAKeyBeforeItSignsAndAfter(t *testing.T) {
	each(t, func(a *app) {
		master, err := secrets.NewMaster(a.config.Secrets.MasterKey)
		if err != nil {
			a.t.Fatal(err)
		}
		keys, err := keyring.OpenStore(a.db, master, a.clock.Now, rand.Reader)
		if err != nil {
			a.t.Fatal(err)
		}
		s := a.signIn(ada)
		before := a.published()
		jwk, err := tokens.MakeKey("RS256", rand.Reader)
		if err != nil {
			a.t.Fatal(err)
		}
		added, err := keys.Add(a.t.Context(), jwk)
		if err != nil {
			a.t.Fatal(err)
		}
		for step, want := range []string{before + " " + added.ID, added.ID + " " + before} {
			if err := a.domain.Keyring.Reload(a.t.Context()); err != nil {
				a.t.Fatal(err)
			}
			if got := a.published(); got != want {
				a.t.Errorf("step %d: the key set has %s, want %s", step, got, want)
			}
			a.json("GET", "/user", "", s.bearer()...).ok()
			if step == 0 {
				if _, err := keys.Rotate(a.t.Context(), ""); err != nil {
					a.t.Fatal(err)
				}
			}
		}
		next := a.refresh(s.RefreshToken).ok()
		next.read(&s)
		a.json("GET", "/user", "", s.bearer()...).ok()
		if got := a.fetch(http.MethodGet, "/.well-known/openid-configuration").body; !strings.Contains(got, `["RS256","ES256"]`) {
			a.t.Errorf("discovery: %s", got)
		}
		for _, private := range []string{`"d"`, `"p"`, `"q"`, `"k"`} {
			if strings.Contains(a.fetch(http.MethodGet, "/.well-known/jwks.json").body, private) {
				a.t.Errorf("the key set holds %s", private)
			}
		}
	})
}

// published are the kids of the key set, in its order.
func (a *app) published() string {
	a.t.Helper()
	var set struct{ Keys []tokens.JWK }
	a.fetch(http.MethodGet, "/auth/v1/.well-known/jwks.json").ok().read(&set)
	var ids []string
	for _, k := range set.Keys {
		ids = append(ids, k.Kid)
	}
	return strings.Join(ids, " ")
}

// fetch asks without a key, at any path.
func (a *app) fetch(method, path string) answer {
	a.t.Helper()
	return a.serve(httptest.NewRequestWithContext(a.t.Context(), method, path, nil))
}
