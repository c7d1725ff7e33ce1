package views

import (
	_ "embed" // the style sheet
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"phonelogin/locales"
)

// Stories is the index of all states of all pages, for development. It is in
// English, because only developers read it.
type Stories struct {
	Lang  string // in which the pages are shown
	Theme string // "light", "dark", or "" for what the browser prefers
	Width int    // of the frames, in pixels
}

// StoriesStyle is the style sheet of the index.
//
//go:embed stories.css
var StoriesStyle []byte

// Themes and Widths are what can be chosen.
var (
	Themes = []string{"", "light", "dark"}
	Widths = []int{320, 360, 768, 1280}
)

// Story is the state or refusal of a name. ok is false for any other name.
func Story(name, lang, nonce string) (templ.Component, bool) {
	if state, ok := States(lang, nonce)[name]; ok {
		return state, name != partOfAPage
	}
	state, ok := Refusals(lang, nonce)[name]
	return state, ok
}

// partOfAPage is the one state that is no whole document.
const partOfAPage = "inbox-list"

// names lists the states that are whole pages, and then the refusals.
func (s Stories) names() []string {
	states := slices.Sorted(maps.Keys(States(s.Lang, "")))
	states = slices.DeleteFunc(states, func(name string) bool { return name == partOfAPage })
	return append(states, slices.Sorted(maps.Keys(Refusals(s.Lang, "")))...)
}

// story is the address of a state in the chosen language and theme.
func (s Stories) story(name string) string {
	q := url.Values{"lang": {s.Lang}}
	if s.Theme != "" {
		q.Set("theme", s.Theme)
	}
	return "/dev/pages/" + name + "?" + q.Encode()
}

func (s Stories) languages() []locales.Language { return locales.Languages() }

func (s Stories) width() string { return strconv.Itoa(s.Width) }

func themeName(theme string) string {
	if theme == "" {
		return "system"
	}
	return theme
}
