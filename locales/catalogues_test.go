package locales

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Every language has exactly the keys of English, with the plural forms that it
// needs.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	english := New(English).Keys()
	for tag, c := range catalogues() {
		if diff := cmp.Diff(keysIn(english, c.tag), slices.Sorted(maps.Keys(c.texts))); diff != "" {
			t.Errorf("%s.json has other keys (-needs +has):\n%s", tag, diff)
		}
	}
}

// keysIn are the keys that a language needs.
func keysIn(english map[string]string, tag language.Tag) []string {
	keys := map[string]bool{}
	for key := range english {
		stem, _, ok := inForms(english, key)
		if !ok {
			keys[key] = true
			continue
		}
		for _, form := range formsOf(tag) {
			keys[stem+"."+form] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// inForms splits a key with plural forms into stem and form.
func inForms(english map[string]string, key string) (stem, form string, ok bool) {
	stem, form = cutLast(key)
	_, one := english[stem+".one"]
	_, other := english[stem+".other"]
	return stem, form, one && other && slices.Contains(slices.Collect(maps.Values(forms)), form)
}

// formsOf are the plural forms of whole numbers in a language, and "other".
func formsOf(tag language.Tag) []string {
	found := map[string]bool{"other": true}
	for n := range 10_001 {
		found[forms[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]] = true
	}
	found[forms[plural.Cardinal.MatchPlural(tag, 1_000_000, 0, 0, 0, 0)]] = true
	return slices.Sorted(maps.Keys(found))
}

func TestEveryTextOfEveryLanguageTakesItsValues(t *testing.T) {
	english := New(English).Keys()
	for tag, c := range catalogues() {
		for key, text := range c.texts {
			source := english[key]
			stem, form, ok := inForms(english, key)
			if ok {
				source = english[stem+".other"]
			}
			want, got := placeholders(source), placeholders(text)
			if ok && standsForOne(c.tag, form) {
				want, got = slices.DeleteFunc(want, isN), slices.DeleteFunc(got, isN)
			}
			if !slices.Equal(want, got) {
				t.Errorf("%s: %s takes %v, want %v: %q", tag, key, got, want, text)
			}
		}
	}
}

func isN(placeholder string) bool { return placeholder == "{n}" }

// standsForOne reports whether a form belongs to a single number, such as "two" in
// Arabic, and may omit the number. Russian "one" also means 21.
func standsForOne(tag language.Tag, form string) bool {
	count := 0
	for n := range 1000 {
		if forms[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)] == form {
			count++
		}
	}
	return count == 1
}

func TestEveryTextOfEveryLanguageIsClean(t *testing.T) {
	hidden := func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) }
	for tag, c := range catalogues() {
		for key, text := range c.texts {
			switch {
			case strings.TrimSpace(text) == "", strings.TrimSpace(text) != text && key != "page.error_prefix":
				t.Errorf("%s: %s is empty or has blanks around it: %q", tag, key, text)
			case strings.ContainsAny(text, "<>&"):
				t.Errorf("%s: %s has markup in it, which people would read: %q", tag, key, text)
			case strings.ContainsFunc(text, hidden):
				t.Errorf("%s: %s has characters that cannot be seen: %q", tag, key, text)
			case !norm.NFC.IsNormalString(text):
				t.Errorf("%s: %s is not in the form NFC", tag, key)
			case strings.Count(text, "{") != len(placeholders(text)):
				t.Errorf("%s: %s has a broken placeholder: %q", tag, key, text)
			}
		}
	}
}

// buttons are texts that must fit a button on a small phone.
var buttons = regexp.MustCompile(`^(channel\..*|.*[._](button|cancel|resend|resend_new)|account\.(change|sign_out.*)|continue\.other|.*\.link|inbox\.(copy|copied))$`)

func TestButtonsFit(t *testing.T) {
	seen := 0
	for key, english := range New(English).Keys() {
		if !buttons.MatchString(key) {
			continue
		}
		seen++
		longest := utf8.RuneCountInString(english)*22/10 + 8
		for tag, c := range catalogues() {
			if n := utf8.RuneCountInString(c.texts[key]); n > longest {
				t.Errorf("%s: %s has %d characters, and %d fit: %q", tag, key, n, longest, c.texts[key])
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d buttons were found", seen)
	}
}

// proves C7 and C19 in each language: the code comes early in a message, and the
// message holds more than the code.
func TestMessagesHaveTheCodeEarly(t *testing.T) {
	for tag, c := range catalogues() {
		for _, key := range []string{"sms.code", "sms.code.whatsapp"} {
			text := strings.ReplaceAll(c.texts[key], "{app}", strings.Repeat("x", 12))
			before, after, found := strings.Cut(text, "{code}")
			if !found || utf8.RuneCountInString(before)+10 > 40 {
				t.Errorf("%s: %s has no code within its first 40 characters: %q", tag, key, text)
			}
			if utf8.RuneCountInString(before+after) < 20 {
				t.Errorf("%s: %s says too little: %q", tag, key, text)
			}
		}
	}
}

// proves C14: every problem has a text of its own.
func TestNoTwoProblemsReadTheSame(t *testing.T) {
	for tag, c := range catalogues() {
		said := map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(c.texts)) {
			if !strings.Contains("."+key, ".problem.") {
				continue
			}
			stem, _ := cutLast(key)
			text := c.texts[key]
			if other, ok := said[text]; ok && !strings.HasPrefix(other, stem+".") {
				t.Errorf("%s: %s and %s both read %q", tag, key, other, text)
			}
			said[text] = key
		}
	}
}
