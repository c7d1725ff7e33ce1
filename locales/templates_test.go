package locales

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplatesHaveNoTextOfTheirOwn(t *testing.T) {
	for path, source := range sources(t, "../views/*.templ") {
		for line, text := range ownText(source) {
			t.Errorf("%s:%d: %q belongs into the catalogue", path, line, text)
		}
	}
}

// The test above is only worth what ownText finds.
func TestTextOfATemplateIsFound(t *testing.T) {
	tests := []struct {
		name, source string
		want         map[int]string
	}{
		{"between tags", "<p>Hello</p>", map[int]string{1: "Hello"}},
		{"beside a value", "<p class=\"fine\">Hello { p.Name }</p>", map[int]string{1: "Hello"}},
		{"on a line of its own", "<p>\n\tHello you\n</p>", map[int]string{2: "Hello you"}},
		{"in an attribute that is read", `<img alt="A flower"/>`, map[int]string{1: "A flower"}},
		{"a value", `<p>{ p.text().T("phone.lead", "app", p.App) }</p>`, map[int]string{}},
		{"punctuation", "<option>{ c.Name } ({ c.Code }) · –</option>", map[int]string{}},
		{"Go", "if p.Name != \"\" {\n\t@status(p.Name)\n} else {\n// words\n}", map[int]string{}},
		{"a tag of many lines", "<input\n\tname=\"phone\"\n\tif p.Bad {\n\t\taria-invalid=\"true\"\n\t}\n\tautofocus\n/>", map[int]string{}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ownText(tt.source)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

var (
	goLine = regexp.MustCompile(`(?m)^\s*(package|import|templ|if|for|switch|case|//|@|\}).*$`)
	read   = regexp.MustCompile(`\s(alt|title|placeholder|aria-label|aria-description|aria-roledescription)="([^"]*)"`)
	quoted = regexp.MustCompile(`=("[^"]*"|'[^']*')`)
	value  = regexp.MustCompile(`\{[^{}]*\}`)
	tag    = regexp.MustCompile(`<[^>]*>`)
	letter = regexp.MustCompile(`\pL`)
)

// ownText are the words of a template that come from no catalogue, by line: the
// text without code, values and tags, and attributes for people.
func ownText(source string) map[int]string {
	found := map[int]string{}
	for n, line := range strings.Split(source, "\n") {
		if match := read.FindStringSubmatch(line); match != nil && letter.MatchString(match[2]) {
			found[n+1] = match[2]
		}
	}
	left := source
	for _, part := range []*regexp.Regexp{goLine, quoted, value, tag} {
		left = part.ReplaceAllStringFunc(left, func(cut string) string { return strings.Repeat("\n", strings.Count(cut, "\n")) })
	}
	for n, line := range strings.Split(left, "\n") {
		if letter.MatchString(line) {
			found[n+1] = strings.TrimSpace(line)
		}
	}
	return found
}
