package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// English is the language from which all others are translated.
const English = "en"

//go:embed *.json
var files embed.FS

// catalogue holds the texts of one language.
type catalogue struct {
	tag   language.Tag
	name  string // in the language itself
	dir   string // "ltr" or "rtl"
	zero  rune   // its digit 0; the other nine follow
	texts map[string]string
}

// catalogues returns all languages by tag, read once. The files are part of the
// program, so an unreadable one is a defect of the program.
var catalogues = sync.OnceValue(func() map[string]*catalogue {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("locales: %v", err))
	}
	all := map[string]*catalogue{}
	for _, entry := range entries {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(fmt.Sprintf("locales: %v", err))
		}
		c, err := parse(strings.TrimSuffix(entry.Name(), path.Ext(entry.Name())), text)
		if err != nil {
			panic(fmt.Sprintf("locales: %s: %v", entry.Name(), err))
		}
		all[c.tag.String()] = c
	}
	return all
})

func parse(name string, text []byte) (*catalogue, error) {
	tag, err := language.Parse(name)
	if err != nil {
		return nil, fmt.Errorf("parse tag: %w", err)
	}
	c := &catalogue{tag: tag, dir: direction(tag), zero: zero(tag)}
	if err := json.Unmarshal(text, &c.texts); err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	c.name = c.texts["language"]
	return c, nil
}

// direction is that of the language's usual script. Of the scripts written from the
// right only these two have languages here; a third one needs a line.
func direction(tag language.Tag) string {
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr":
		return "rtl"
	}
	return "ltr"
}

// zero is the digit 0 of a language (CLDR).
func zero(tag language.Tag) rune {
	for _, digit := range message.NewPrinter(tag).Sprint(number.Decimal(0)) {
		return digit
	}
	return '0'
}
