// Package locales holds what the product says to people, a file for each
// language.
package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.json
var files embed.FS

// Printer says things in one language.
type Printer struct {
	lang  string
	texts map[string]string
}

// New is the printer of a language, which must be one of those embedded: its
// name is written in the code, not in a request.
func New(lang string) Printer {
	text, err := files.ReadFile(lang + ".json")
	if err != nil {
		panic(fmt.Sprintf("locales: no language %q", lang))
	}
	p := Printer{lang: lang}
	if err := json.Unmarshal(text, &p.texts); err != nil {
		panic(fmt.Sprintf("locales: %s.json: %v", lang, err))
	}
	return p
}

// Lang is the language's tag (BCP 47).
func (p Printer) Lang() string { return p.lang }

// T is the text of a key. args are names and values of its {placeholders}. A key
// that does not exist is shown as itself; a test keeps that from happening.
func (p Printer) T(key string, args ...string) string {
	text, ok := p.texts[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+args[i]+"}", args[i+1])
	}
	return text
}

// N is the text of a key for n things, which is {n} in it.
func (p Printer) N(key string, n int, args ...string) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return p.T(key+form, append([]string{"n", strconv.Itoa(n)}, args...)...)
}

// Keys are all keys, for tests.
func (p Printer) Keys() map[string]string { return p.texts }
