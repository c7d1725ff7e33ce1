package static

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// entries are the modules that pages name; all others are named by these.
var entries = []string{"pages.js", "devinbox.js"}

// What a module names must be there under the name that browsers are told, and be a
// script to them.
func TestEveryModuleThatAModuleNamesIsServed(t *testing.T) {
	named := regexp.MustCompile(`"\./([^"]+\.js)"`)
	seen := map[string]bool{}
	var follow func(url string)
	follow = func(url string) {
		if seen[url] {
			return
		}
		seen[url] = true
		got := get(url)
		if got.Code != http.StatusOK || got.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Fatalf("%s: got %d %s", url, got.Code, got.Header().Get("Content-Type"))
		}
		for _, found := range named.FindAllStringSubmatch(got.Body.String(), -1) {
			follow("/static/" + found[1])
		}
	}
	for _, name := range entries {
		follow(URL(name))
	}
	files, err := embedded.ReadDir("pages")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !seen[URL(f.Name())] {
			t.Errorf("no page ever loads %s", f.Name())
		}
	}
}

// A browser that keeps an old module for good must not be given it for a new one.
func TestTheNameOfAModuleFollowsWhatItImports(t *testing.T) {
	all := Modules("code.js")
	for _, want := range []string{"code.js", "countdown.js", "digits.js", "forms.js"} {
		if !slices.Contains(all, URL(want)) {
			t.Errorf("a page with a code is not told of %s", want)
		}
	}
	if slices.Contains(all, URL("country.js")) {
		t.Error("a page with a code is told of countries")
	}
	source := get(URL("code.js")).Body.String()
	if !strings.Contains(source, `from "./`+strings.TrimPrefix(URL("digits.js"), "/static/")+`"`) {
		t.Error("code.js names digits.js by a name that does not follow its content")
	}
}
