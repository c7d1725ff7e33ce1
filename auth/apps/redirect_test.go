package apps

import (
	"testing"

	"phonelogin/config"
)

// proves S40
func TestWildcardsOfTheDefaultAppStayInTheirPart(t *testing.T) {
	for _, test := range []struct {
		address string
		good    []string
		bad     []string
	}{
		{"https://*.example.com/**",
			[]string{
				"https://a.example.com/", "https://a.example.com", "https://a-b.example.com/x/y.html?z=1&w=/", "https://A.Example.com/x",
			},
			[]string{
				"https://evil.com/.example.com/", "https://evil.com?.example.com/", "https://evil.com#.example.com/",
				"https://evil.com\\.example.com/", "https://evil.com%2f.example.com/", "https://evil.com／.example.com/",
				"https://a@evil.com/.example.com/", "https://user@a.example.com/", "https://a:b@a.example.com/",
				"https://a.example.com.evil.com/", "https://a.example.comevil.com/", "https://evilexample.com/",
				"https://example.com/", "https://a.b.example.com/", "http://a.example.com/", "javascript://a.example.com/%0aalert(1)",
				"https:a.example.com/", "//a.example.com/", "https://a.example.com:444/", "https://a.example.com/x#y",
				"https://a.example.com/../", "https://a.example.com/%2e%2e/", " https://a.example.com/", "https://a.example.com/\n",
				"https://[::1].example.com/", "https://a.example.com/?", "https://é.example.com/",
			}},
		{"https://**.example.com/cb",
			[]string{"https://a.example.com/cb", "https://a.b.example.com/cb"},
			[]string{"https://a.example.com/cb/", "https://a.example.com/cb?x=1", "https://evil.com/a.example.com/cb", "https://example.com/cb"}},
		{"https://app.example.com/in/*",
			[]string{"https://app.example.com/in/", "https://app.example.com/in/a", "https://app.example.com/in/?a=b"},
			[]string{"https://app.example.com/in/a/b", "https://app.example.com/in/a.b", "https://app.example.com/out", "https://app.example.com/in/../out"}},
		{"https://app.example.com/v?/*",
			[]string{"https://app.example.com/v1/x", "https://app.example.com/v2/"},
			[]string{"https://app.example.com/v/x", "https://app.example.com/v10/x", "https://app.example.com/v./x", "https://app.example.com/v//x"}},
		{"https://pr-*-shop.example.com",
			[]string{"https://pr-12-shop.example.com", "https://pr-12-shop.example.com/"},
			[]string{"https://pr-1.2-shop.example.com", "https://pr-12-shop.example.com/x"}},
		{"http://localhost:*/**",
			[]string{"http://localhost:3000/", "http://localhost:1/x/y", "http://localhost/x"},
			[]string{"http://localhost:3000@evil.com/", "http://localhost.evil.com:3000/", "http://127.0.0.1:3000/"}},
		{"myapp://**",
			[]string{"myapp://login/callback?x=1", "myapp://"},
			[]string{"myapp:login", "otherapp://login", "myapp://user@login", "myapp://a/../b", "https://myapp://"}},
		{"exp://*.*.*.*:*/--/**",
			[]string{"exp://192.168.1.2:8081/--/auth"},
			[]string{"exp://192.168.1.2/8081/x", "exp://a/192.168.1.2:8081/--/auth"}},
	} {
		app := New(config.DefaultApp{SiteURL: "https://site.example", AdditionalRedirectURLs: []string{test.address}}, nil).Default()
		for _, asked := range test.good {
			if got, err := app.Target(asked); err != nil || got != asked {
				t.Errorf("%s: %q is refused: %v", test.address, asked, err)
			}
		}
		for _, asked := range test.bad {
			if _, err := app.Target(asked); err == nil {
				t.Errorf("%s: %q is let through", test.address, asked)
			}
		}
	}
}

// proves S40: only the default app has wildcards.
func TestOtherAppsHaveNoWildcards(t *testing.T) {
	app, err := New(config.DefaultApp{}, []config.App{{ID: "shop", RedirectURLs: []string{"https://*.example.com/**"}}}).Find("shop")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Target("https://a.example.com/"); err == nil {
		t.Error("a wildcard of [[apps]] counts")
	}
}
