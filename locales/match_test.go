package locales

import (
	"strings"
	"testing"
)

func TestTheLanguageIsTheBestThatPeopleUnderstand(t *testing.T) {
	tests := []struct {
		name   string
		wishes []string
		want   string
	}{
		{"nothing", nil, ""},
		{"English", []string{"en"}, "en"},
		{"a region of it", []string{"en-GB"}, "en"},
		{"a language that nobody wrote", []string{"nv"}, ""},
		{"the second best", []string{"nv, en;q=0.5"}, "en"},
		{"no list", []string{";;;"}, ""},
		{"no list, and one", []string{";;;", "en"}, "en"},
		{"no end of languages", []string{strings.Repeat("en,", 1000)}, ""},
		{"a list of OpenID Connect", []string{UILocales("nv  en-US")}, "en"},
	}
	for _, tt := range tests {
		if got := Match(tt.wishes...); got != tt.want {
			t.Errorf("%s: %v is %q, want %q", tt.name, tt.wishes, got, tt.want)
		}
	}
}

func TestEveryLanguageIsNamedAndFound(t *testing.T) {
	names := map[string]string{}
	for _, l := range Languages() {
		if l.Name == "" || names[l.Name] != "" {
			t.Errorf("%s and %s are both called %q", l.Tag, names[l.Name], l.Name)
		}
		names[l.Name] = l.Tag
		if got := Match(l.Tag); got != l.Tag {
			t.Errorf("who asks for %s gets %q", l.Tag, got)
		}
		if !Has(l.Tag) || New(l.Tag).Lang() != l.Tag {
			t.Errorf("%s is listed and not there", l.Tag)
		}
	}
}

// A client can write anything into a header.
func FuzzEveryListIsReadOrPassedOver(f *testing.F) {
	for _, list := range []string{"", "de", "de-AT,en;q=0.5", "*", "x-private", "en-u-nu-arab", "de;q=", "-", "zh-Hant-TW-x-a-b", "\x00", "i-klingon"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		if got := Match(list); got != "" && !Has(got) {
			t.Errorf("%q is %q, which there is not", list, got)
		}
	})
}
