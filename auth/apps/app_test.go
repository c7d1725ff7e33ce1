package apps_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"phonelogin/auth/apps"
	"phonelogin/auth/refusal"
	"phonelogin/config"
)

const verifier = "a-verifier-of-at-least-forty-three-characters-long"

func codeChallengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func TestOnlyRegisteredReturnsArePlanned(t *testing.T) {
	registered := apps.New(config.DefaultApp{
		SiteURL:                "https://shop.example",
		AdditionalRedirectURLs: []string{"https://shop.example/cb?a=1", "http://localhost:3000/cb", "http://LOCALHOST:3000/upper"},
	}, []config.App{
		{ID: "till", Name: "Till", RedirectURLs: []string{"till.example:/cb"}, AllowFragment: true},
	})
	good := codeChallengeOf(verifier)
	for _, test := range []struct {
		name, client, redirect, codeChallenge, method string
		want                                          refusal.Reason
	}{
		{"nothing asked", "", "", good, "s256", ""},
		{"root without a slash", "", "https://shop.example", good, "s256", ""},
		{"root with a slash", "", "https://shop.example/", good, "S256", ""},
		{"exact", "", "https://shop.example/cb?a=1", good, "s256", ""},
		{"loopback, another port", "", "http://localhost:51234/cb", good, "s256", ""},
		{"loopback in capitals, another port", "", "http://LOCALHOST:51234/upper", good, "s256", ""},
		{"an app's own scheme", "till", "till.example:/cb", good, "s256", ""},
		{"an app that opted in", "till", "till.example:/cb", "", "", ""},
		{"no PKCE", "", "https://shop.example", "", "", refusal.BadCodeChallenge},
		{"plain", "", "https://shop.example", verifier, "plain", refusal.BadCodeChallenge},
		{"no method", "", "https://shop.example", good, "", refusal.BadCodeChallenge},
		{"short challenge", "", "https://shop.example", "abc", "s256", refusal.BadCodeChallenge},
		{"long challenge", "", "https://shop.example", strings.Repeat("a", 129), "s256", refusal.BadCodeChallenge},
		{"strange challenge", "", "https://shop.example", strings.Repeat("é", 30), "s256", refusal.BadCodeChallenge},
		{"unknown app", "shop", "https://shop.example", good, "s256", refusal.UnknownApp},
		{"another's URL", "till", "https://shop.example", good, "s256", refusal.BadRedirect},
		{"another path", "", "https://shop.example/evil", good, "s256", refusal.BadRedirect},
		{"another query", "", "https://shop.example/cb?a=2", good, "s256", refusal.BadRedirect},
		{"another host", "", "https://shop.example.evil.example", good, "s256", refusal.BadRedirect},
		{"userinfo", "", "https://shop.example@evil.example", good, "s256", refusal.BadRedirect},
		{"user at the right host", "", "https://x@shop.example/", good, "s256", refusal.BadRedirect},
		{"fragment", "", "https://shop.example/#x", good, "s256", refusal.BadRedirect},
		{"http for https", "", "http://shop.example", good, "s256", refusal.BadRedirect},
		{"another port", "", "https://shop.example:444", good, "s256", refusal.BadRedirect},
		{"loopback, spelled in another way", "", "http://localhost:3000/upper", good, "s256", refusal.BadRedirect},
		{"loopback, another path", "", "http://localhost:3000/x", good, "s256", refusal.BadRedirect},
		{"script", "", "javascript:alert(1)", good, "s256", refusal.BadRedirect},
		{"relative", "", "/cb", good, "s256", refusal.BadRedirect},
		{"network path", "", "//shop.example", good, "s256", refusal.BadRedirect},
		{"backslash", "", `https://shop.example\@evil.example`, good, "s256", refusal.BadRedirect},
		{"control character", "", "https://shop.example/\n", good, "s256", refusal.BadRedirect},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan, err := registered.PlanReturn(apps.ReturnRequest{
				ClientID: test.client, RedirectTo: test.redirect, CodeChallenge: test.codeChallenge, CodeChallengeMethod: test.method,
			})
			if test.want == "" {
				if err != nil || test.redirect != "" && plan.Target != test.redirect {
					t.Fatalf("got %+v, %v, want it planned", plan, err)
				}
				return
			}
			if !refusal.Is(err, test.want) {
				t.Fatalf("got %v, want refusal %s", err, test.want)
			}
		})
	}
}

func FuzzTarget(f *testing.F) {
	app := &apps.App{RedirectURLs: []string{"https://shop.example/cb", "http://localhost:3000"}}
	f.Add("https://shop.example/cb")
	f.Add("http://localhost:9/")
	f.Fuzz(func(t *testing.T, asked string) {
		target, err := app.Target(asked)
		if err != nil || asked == "" {
			return
		}
		if target != "https://shop.example/cb" && !strings.HasPrefix(target, "http://localhost") {
			t.Errorf("%q leads to %q", asked, target)
		}
	})
}
