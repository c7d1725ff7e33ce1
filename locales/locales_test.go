package locales

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextsHaveTheirValues(t *testing.T) {
	p := Printer{lang: "en", texts: map[string]string{
		"plain": "Sign in", "wait": "Wait {wait}, {name}.", "tries.one": "{n} try for {name}", "tries.other": "{n} tries for {name}",
	}}
	tests := []struct{ name, got, want string }{
		{"no values", p.T("plain"), "Sign in"},
		{"values by name", p.T("wait", "name", "Ada", "wait", "2 minutes"), "Wait 2 minutes, Ada."},
		{"one", p.N("tries", 1, "name", "Ada"), "1 try for Ada"},
		{"many", p.N("tries", 5, "name", "Ada"), "5 tries for Ada"},
		{"none is many", p.N("tries", 0, "name", "Ada"), "0 tries for Ada"},
		{"a key that is not there", p.T("nowhere"), "nowhere"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestEveryTextIsThere(t *testing.T) {
	for key, text := range New("en").Keys() {
		if strings.TrimSpace(text) == "" || strings.TrimSpace(text) != text && key != "page.error_prefix" {
			t.Errorf("%s is empty or has blanks around it: %q", key, text)
		}
		if one, ok := strings.CutSuffix(key, ".one"); ok && New("en").Keys()[one+".other"] == "" {
			t.Errorf("%s has no plural", key)
		}
	}
}

// The code names a key as a whole ("phone.title"), or its beginning
// ("status.sent." + channel) or, where it comes in forms, its stem ("error.app").
var named = regexp.MustCompile("[\"`]([a-z][a-z_]*(?:\\.[a-z_]+)*\\.?)[\"`]")

func TestEveryKeyIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, source := range sources(t) {
		for _, match := range named.FindAllStringSubmatch(source, -1) {
			used[match[1]] = true
		}
	}
	for key := range New("en").Keys() {
		if key == "language" {
			continue // names the file's language for its readers
		}
		stem, ending := cutLast(key)
		known := used[key] || used[stem+"."]
		if slices.Contains([]string{"one", "other", "heading", "text"}, ending) {
			known = known || used[stem]
		}
		if !known {
			t.Errorf("nothing uses the key %s", key)
		}
	}
}

// call is a text asked for by a whole key.
var call = regexp.MustCompile(`\.(T|N)\("([a-z_.]+)"[,)]|\.(problem)\("([a-z_.]+)"`)

func TestNoKeyIsMissing(t *testing.T) {
	texts := New("en").Keys()
	for path, source := range sources(t) {
		for _, match := range call.FindAllStringSubmatch(source, -1) {
			key := match[2] + match[4]
			want := []string{key}
			if match[1] == "N" {
				want = []string{key + ".one", key + ".other"}
			}
			for _, key := range want {
				if _, ok := texts[key]; !ok {
					t.Errorf("%s asks for %s, which is in no language", path, key)
				}
			}
		}
	}
}

// literal is text between two elements of a template.
var literal = regexp.MustCompile(`>([^<>{}]*[A-Za-z]{2}[^<>{}]*)<`)

func TestTemplatesHaveNoTextOfTheirOwn(t *testing.T) {
	for path, source := range sources(t) {
		if !strings.HasSuffix(path, ".templ") {
			continue
		}
		for line := range strings.Lines(source) {
			if match := literal.FindStringSubmatch(line); match != nil {
				t.Errorf("%s: %q belongs into the catalogue", path, match[1])
			}
		}
	}
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	files, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	english := New("en").Keys()
	for _, file := range files {
		other := New(strings.TrimSuffix(file, ".json")).Keys()
		if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(other))); diff != "" {
			t.Errorf("%s has other keys (-en +it):\n%s", file, diff)
		}
		for key, text := range english {
			if diff := cmp.Diff(placeholders(text), placeholders(other[key])); diff != "" {
				t.Errorf("%s: %s has other placeholders (-en +it):\n%s", file, key, diff)
			}
		}
	}
}

func placeholders(text string) []string {
	found := regexp.MustCompile(`\{[a-z]+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return found
}

// sources are the files that say things to people, by their paths.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../views/*.templ", "../views/*.go", "../handlers/*.go", "../auth/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no sources at %s: %v", pattern, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all[path] = string(source)
		}
	}
	return all
}

func cutLast(key string) (stem, ending string) {
	i := strings.LastIndex(key, ".")
	return key[:max(i, 0)], key[i+1:]
}
