package handlers_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var storyLink = regexp.MustCompile(`href="(/dev/pages/[^"]+)"`)

func TestTheStorybookShowsEveryStateInEveryTheme(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		index := b.get("/dev/pages?lang=de&theme=dark&width=1280").shows(200, "/dev/pages", "phone.problem.short")
		links := storyLink.FindAllStringSubmatch(index.body, -1)
		if len(links) < 80 {
			t.Fatalf("%d states: the index does not list them", len(links))
		}
		for _, link := range links {
			at := strings.ReplaceAll(link[1], "&amp;", "&")
			page := b.send("GET", at, "").ok()
			if !strings.Contains(page.body, `lang="de"`) || !strings.Contains(page.body, "/dev/pages.css?theme=dark") {
				t.Errorf("%s is not in German or not dark", at)
			}
		}
		for _, at := range []string{"/dev/pages/nothing", "/dev/pages/inbox-list", "/dev/pages.css"} {
			b.get(at).shows(404, at, "There is nothing here")
		}
	})
}

func TestAThemeOfTheStorybookDoesNotAskTheBrowser(t *testing.T) {
	each(t, func(a *app) {
		for theme, rule := range map[string]string{"dark": "@media all", "light": "@media not all"} {
			sheet := a.browser().send("GET", "/dev/pages.css?theme="+theme, "").ok().body
			if strings.Contains(sheet, "prefers-color-scheme") || !strings.Contains(sheet, rule) {
				t.Errorf("%s: the style sheet still asks, or has no %q", theme, rule)
			}
		}
	})
}

func TestOnlyAStoryMayStandInAFrameAndOnlyOfOurs(t *testing.T) {
	each(t, func(a *app) {
		policy := a.browser().send("GET", "/dev/pages/phone", "").ok().header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'self'") {
			t.Errorf("policy %q", policy)
		}
	})
}

func TestThereIsNoStorybookInProductionNorUnderOtherNames(t *testing.T) {
	paths := []string{"/dev/pages", "/dev/pages/phone", "/dev/pages.css?theme=dark", "/dev/stories.css"}
	each(t, func(a *app) {
		for _, at := range paths {
			b := a.browser()
			b.get(at).shows(404, strings.Split(at, "?")[0], "There is nothing here")
		}
	}, inProduction)
	each(t, func(a *app) {
		for _, at := range paths {
			r, err := http.NewRequestWithContext(t.Context(), "GET", at, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = "evil.example"
			if got := a.serve(r); got.status != http.StatusNotFound {
				t.Errorf("%s under another name: got %d", at, got.status)
			}
		}
	})
}
