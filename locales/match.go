package locales

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Language is a language that people can choose.
type Language struct {
	Tag  string // BCP 47
	Name string // in the language itself
	Dir  string // direction of the name, "ltr" or "rtl"
}

// Languages returns all languages in the order of their names.
func Languages() []Language { return languages() }

var languages = sync.OnceValue(func() []Language {
	var all []Language
	for tag, c := range catalogues() {
		all = append(all, Language{Tag: tag, Name: c.name, Dir: c.dir})
	}
	order := collate.New(language.Und)
	slices.SortFunc(all, func(a, b Language) int { return order.CompareString(a.Name, b.Name) })
	return all
})

// Has reports whether a language has a catalogue.
func Has(tag string) bool {
	_, ok := catalogues()[tag]
	return ok
}

// maxAcceptLanguage is the longest list of languages that is read, in bytes.
const maxAcceptLanguage = 512

// Match returns the best language for a person, "" for none. Each of the wishes is
// a list in the form of Accept-Language, the most important list first. Lists that
// are unreadable or match no language are skipped.
func Match(wishes ...string) string {
	m := matcher()
	for _, list := range wishes {
		if list == "" || len(list) > maxAcceptLanguage {
			continue
		}
		tags, _, err := language.ParseAcceptLanguage(list)
		if err != nil {
			continue
		}
		if _, i, sure := m.Match(tags...); sure > language.No {
			return m.tags[i]
		}
	}
	return ""
}

// UILocales converts a list of OpenID Connect, with blanks between the tags, to the
// form of Accept-Language (OpenID Connect Core 1.0, section 3.1.2.1).
func UILocales(list string) string { return strings.Join(strings.Fields(list), ",") }

// chooser finds the nearest tag.
type chooser struct {
	language.Matcher
	tags []string
}

var matcher = sync.OnceValue(func() chooser {
	tags := slices.Sorted(maps.Keys(catalogues()))
	var parsed []language.Tag
	for _, tag := range tags {
		parsed = append(parsed, catalogues()[tag].tag)
	}
	return chooser{language.NewMatcher(parsed), tags}
})
