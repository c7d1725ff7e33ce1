package locales

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// saysNothing are texts without words, which may be the same in two languages.
var saysNothing = regexp.MustCompile(`^(\{[a-z]+\}|UTC|SMS|WhatsApp|[ ,.:/+])*$`)

// alike are keys with texts of one word, or one and a placeholder. Languages share
// such words ("Inbox", "Code", "{n} minute"), but no whole sentences.
func alike(text string) bool {
	words := strings.Fields(regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(text, ""))
	return len(words) <= 1
}

func TestNothingIsLeftInEnglish(t *testing.T) {
	english := New(English).Keys()
	for tag, c := range catalogues() {
		if tag == English {
			continue
		}
		for key, text := range c.texts {
			if text == english[key] && !saysNothing.MatchString(text) && !alike(text) {
				t.Errorf("%s: %s is in English: %q", tag, key, text)
			}
		}
	}
}

// All months differ, so that a date is never read as another.
func TestMonthsAreTwelve(t *testing.T) {
	for tag, c := range catalogues() {
		var months []string
		for key, text := range c.texts {
			if strings.HasPrefix(key, "time.month.") {
				months = append(months, text)
			}
		}
		slices.Sort(months)
		if different := slices.Compact(slices.Clone(months)); len(different) != 12 {
			t.Errorf("%s has %d months: %v", tag, len(different), months)
		}
	}
}

// Tags that browsers, phones and old systems use for languages.
func TestLanguagesAreFoundByTheirOtherNames(t *testing.T) {
	tests := []struct{ wish, want string }{
		{"pt", "pt"}, {"pt-PT", "pt"}, {"pt-AO", "pt"}, {"pt-BR", "pt-BR"},
		{"zh", "zh-Hans"}, {"zh-CN", "zh-Hans"}, {"zh-SG", "zh-Hans"},
		{"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"},
		{"no", "nb"}, {"nb-NO", "nb"}, {"nn", "nb"},
		{"tl", "fil"}, {"fil-PH", "fil"},
		{"in", "id"}, {"mo", "ro"}, {"fa-AF", "fa"}, {"sw-KE", "sw"}, {"ms-MY", "ms"},
		{"sr, bg;q=0.5", "bg"},
	}
	for _, tt := range tests {
		if got := Match(tt.wish); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.wish, got, tt.want)
		}
	}
}
