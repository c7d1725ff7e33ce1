package handlers_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"phonelogin/config"
)

// sheet is the address of the page's style sheet.
func (p *page) sheet() string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "link" && attribute(n, "rel") == "stylesheet" }) {
		return attribute(n, "href")
	}
	p.t.Fatalf("no style sheet on %s", p.at)
	return ""
}

// proves G14 (one request for the looks), S31: what an app brings is served by us.
func TestEachAppHasItsOwnLook(t *testing.T) {
	dir := t.TempDir()
	logo, css := filepath.Join(dir, "logo.svg"), filepath.Join(dir, "shop.css")
	for path, content := range map[string]string{
		logo: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 32"><script>alert(1)</script></svg>`,
		css:  ".card{letter-spacing:1px}",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	each(t, func(a *app) {
		b := a.browser()
		plain, shopPage := b.get("/login"), b.get("/login?"+asks().Encode())
		if plain.sheet() == shopPage.sheet() {
			a.t.Fatal("the app has no sheet of its own")
		}
		sheet := b.get(shopPage.sheet()).answer
		sheet.has("Cache-Control", "public, max-age=31536000, immutable").has("Content-Type", "text/css; charset=utf-8")
		for _, want := range []string{"--brand:#7c2d92;", "--radius:1.65rem;", ".card{letter-spacing:1px}"} {
			if !strings.Contains(sheet.body, want) {
				a.t.Errorf("the app's sheet lacks %s", want)
			}
		}
		ours := b.get(plain.sheet()).body
		if !strings.Contains(ours, "--radius:1.65rem;") || strings.Contains(ours, "#7c2d92") {
			a.t.Error("the default app's sheet is not of auth.theme alone")
		}
		pictures := shopPage.all(func(n *html.Node) bool { return n.Data == "img" })
		if len(pictures) != 1 || attribute(pictures[0], "width") != "90" {
			a.t.Fatalf("%d pictures, want the logo, 90 wide", len(pictures))
		}
		// Opened by itself, a picture must not run what stands in it.
		picture := b.get(attribute(pictures[0], "src"))
		picture.has("Content-Type", "image/svg+xml").has("X-Content-Type-Options", "nosniff")
		if !strings.Contains(picture.header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'nonce-") {
			a.t.Errorf("policy %q", picture.header.Get("Content-Security-Policy"))
		}
	}, withApps, func(c *config.Config) {
		c.Auth.Theme.Corners = "round"
		c.Apps[0].Theme = config.Theme{Brand: "#7C2D92", Logo: logo, CustomCSS: css}
	})
}
