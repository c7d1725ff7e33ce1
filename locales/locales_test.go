package locales

import (
	"maps"
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
		if strings.ContainsAny(text, "<>&") {
			t.Errorf("%s has markup in it, which people would read: %q", key, text)
		}
	}
}

func TestEveryPluralHasBothForms(t *testing.T) {
	texts := New("en").Keys()
	for key, one := range texts {
		stem, ok := strings.CutSuffix(key, ".one")
		if !ok {
			continue
		}
		other, ok := texts[stem+".other"]
		if !ok {
			t.Errorf("%s has no form for many", stem)
		}
		if diff := cmp.Diff(placeholders(one), placeholders(other)); diff != "" {
			t.Errorf("the forms of %s take other values (-one +other):\n%s", stem, diff)
		}
	}
}

// proves C14: whoever reads one problem can tell it from every other.
func TestNoTwoProblemsReadTheSame(t *testing.T) {
	said := map[string]string{}
	for key, text := range New("en").Keys() {
		if !strings.Contains("."+key, ".problem.") {
			continue
		}
		if other, ok := said[text]; ok {
			t.Errorf("%s and %s both read %q", key, other, text)
		}
		said[text] = key
	}
}

// The code names a key as a whole ("phone.title"), or its beginning
// ("status.sent." + channel) or, where it comes in forms, its stem ("error.app").
var named = regexp.MustCompile("[\"`]([a-z][a-z_]*(?:\\.[a-z_]+)*\\.?)[\"`]")

func TestEveryKeyIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, source := range sources(t, "../views/*.go", "../handlers/*.go", "../auth/*.go") {
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
		switch ending {
		case "one", "other":
			known = known || used[stem]
		case "heading", "text":
			known = known || strings.HasPrefix(stem, "error.") && used[stem]
		}
		if !known {
			t.Errorf("nothing uses the key %s", key)
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

func cutLast(key string) (stem, ending string) {
	i := strings.LastIndex(key, ".")
	return key[:max(i, 0)], key[i+1:]
}
