package locales

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

func TestTextsHaveTheirValues(t *testing.T) {
	p := Printer{&catalogue{tag: language.English, zero: '0', texts: map[string]string{
		"plain": "Sign in", "wait": "Wait {wait}, {name}.", "tries.one": "{n} try for {name}", "tries.other": "{n} tries for {name}",
	}}}
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

func TestNumbersHaveTheFormsAndDigitsOfTheLanguage(t *testing.T) {
	say := func(tag string, texts map[string]string, n int) string {
		c := catalogue{tag: language.MustParse(tag), zero: zero(language.MustParse(tag)), texts: texts}
		return Printer{&c}.N("tries", n)
	}
	polish := map[string]string{"tries.one": "{n} próba", "tries.few": "{n} próby", "tries.many": "{n} prób", "tries.other": "{n} próby"}
	arabic := map[string]string{
		"tries.zero": "0:{n}", "tries.one": "1:{n}", "tries.two": "2:{n}",
		"tries.few": "3-10:{n}", "tries.many": "11-99:{n}", "tries.other": "100:{n}",
	}
	tests := []struct{ got, want string }{
		{say("pl", polish, 1), "1 próba"},
		{say("pl", polish, 3), "3 próby"},
		{say("pl", polish, 5), "5 prób"},
		{say("pl", polish, 22), "22 próby"},
		{say("ar", arabic, 0), "0:٠"},
		{say("ar", arabic, 2), "2:٢"},
		{say("ar", arabic, 7), "3-10:٧"},
		{say("ar", arabic, 90), "11-99:٩٠"},
		{say("ar", arabic, 100), "100:١٠٠"},
		{say("fa", map[string]string{"tries.other": "{n}"}, 45), "۴۵"},
		{say("ja", map[string]string{"tries.other": "{n}"}, 1), "1"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestAMomentIsReadable(t *testing.T) {
	at := time.Date(2026, time.November, 3, 4, 5, 0, 0, time.FixedZone("", -7*3600))
	if got, want := New(English).Moment(at), "3 November 2026, 11:05 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALanguageWithoutACatalogueIsEnglish(t *testing.T) {
	for _, tag := range []string{"", "tlh", "../en", "EN"} {
		if got := New(tag).Lang(); got != English {
			t.Errorf("%q speaks %s", tag, got)
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

// The code names a key as a whole ("phone.title"), or its beginning
// ("status.sent." + channel) or, where it comes in forms, its stem ("error.app").
var named = regexp.MustCompile("[\"`]([a-z][a-z_]*(?:\\.[a-z_]+)*\\.?)[\"`]")

func TestEveryKeyIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, source := range sources(t, "*.go", "../views/*.go", "../handlers/*/*.go", "../auth/*.go", "../auth/*/*.go") {
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

func placeholders(text string) []string {
	found := regexp.MustCompile(`\{[a-z]+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return found
}

func cutLast(key string) (stem, ending string) {
	i := strings.LastIndex(key, ".")
	return key[:max(i, 0)], key[i+1:]
}
