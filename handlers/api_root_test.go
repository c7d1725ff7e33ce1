package handlers_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"phonelogin/config"
)

// atRoot calls the JSON API where it is for gateways that take /auth/v1 away.
func (a *app) atRoot(method, path, body string, headers ...string) answer {
	a.t.Helper()
	r := httptest.NewRequestWithContext(a.t.Context(), method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return a.serve(r)
}

func TestBehindAGatewayTheAPIIsAtTheRootAndAsksForNoKey(t *testing.T) {
	each(t, func(a *app) {
		a.atRoot("POST", "/otp", `{"phone":"`+ada+`"}`).ok().has("Vary", "Origin").has("Cache-Control", "no-store")
		var s session
		a.atRoot("POST", "/verify", `{"type":"sms","phone":"`+ada+`","token":"`+a.code()+`"}`).ok().read(&s)
		a.atRoot("GET", "/user", "", "Authorization", "Bearer "+s.AccessToken).ok()
		a.atRoot("GET", "/user", "").is(401, legacy("401", "no_authorization", "This endpoint requires a valid Bearer token"))
		a.atRoot("GET", "/otp", "").is(405, "").has("Allow", "OPTIONS, POST")
		a.atRoot("OPTIONS", "/otp", "", "Origin", "https://app.example", "Access-Control-Request-Method", "POST").
			is(204, "").has("Access-Control-Allow-Origin", "*")
	})
}

func TestPagesAndTheAPIAtTheRootKeepApart(t *testing.T) {
	each(t, func(a *app) {
		for _, path := range []string{"/login", "/nope"} {
			got := a.atRoot("GET", path, "")
			if !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || got.header.Get("Access-Control-Allow-Origin") != "" {
				a.t.Errorf("%s: got %v, want a page that no other origin reads", path, got.header)
			}
		}
	})
}

func TestBrowsersMaySendTheHeadersOfTheSettings(t *testing.T) {
	each(t, func(a *app) {
		got := a.json("OPTIONS", "/otp", "", "Origin", "https://app.example", "Access-Control-Request-Method", "POST")
		if !strings.Contains(got.header.Get("Access-Control-Allow-Headers"), "X-My-Header") {
			a.t.Errorf("got %q, want X-My-Header in it", got.header.Get("Access-Control-Allow-Headers"))
		}
	}, func(c *config.Config) { c.Server.CORSAllowedHeaders = []string{"X-My-Header"} })
}
