package locales

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Language is one that people may choose.
type Language struct {
	Tag  string // BCP 47
	Name string // as its speakers call it
	Dir  string // in which that is written, "ltr" or "rtl"
}

// Languages are all that there are, in the order of their names.
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

// Has reports whether there is a catalogue of a language.
func Has(tag string) bool {
	_, ok := catalogues()[tag]
	return ok
}

// maxAcceptLanguage bounds what is read of a list of languages, in bytes: nobody speaks
// more.
const maxAcceptLanguage = 512

// Match is the language that fits best what people understand. Each of the
// wishes is a list in the form of Accept-Language, the most important list
// first; one that cannot be read, or that no language fits, is passed over. "" is
// returned where nothing fits.
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

// UILocales is a list of OpenID Connect, with blanks between the tags, in the
// form of Accept-Language (OpenID Connect Core 1.0, section 3.1.2.1).
func UILocales(list string) string { return strings.Join(strings.Fields(list), ",") }

// chooser finds the nearest of tags.
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
