package locales

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
)

// Printer returns texts in one language.
type Printer struct{ c *catalogue }

// New returns the printer of a language; English for one without a catalogue.
func New(tag string) Printer {
	all := catalogues()
	if c, ok := all[tag]; ok {
		return Printer{c}
	}
	return Printer{all[English]}
}

// Lang is the language's tag (BCP 47).
func (p Printer) Lang() string { return p.c.tag.String() }

// Dir is the direction in which the language is written, "ltr" or "rtl".
func (p Printer) Dir() string { return p.c.dir }

// T is the text of a key. args are names and values of its {placeholders}. It
// returns the key itself if there is no such text; a test prevents that.
func (p Printer) T(key string, args ...string) string {
	text, ok := p.c.texts[key]
	if !ok {
		return key
	}
	message := strings.HasPrefix(key, "sms.")
	for i := 0; i+1 < len(args); i += 2 {
		value := args[i+1]
		if !message && args[i] != "n" {
			value = p.Isolate(value)
		}
		text = strings.ReplaceAll(text, "{"+args[i]+"}", value)
	}
	return text
}

// Isolate keeps the order of a number or name inside text written from the right.
// Messages do without: people would copy the marks together with a code, and each
// character costs.
func (p Printer) Isolate(s string) string {
	if p.c.dir != "rtl" || s == "" {
		return s
	}
	return "\u2068" + s + "\u2069" // first strong isolate; without a letter it is left to right
}

// N is the text of a key for n things, with the number as {n}: in the plural form
// of the language and in its digits.
func (p Printer) N(key string, n int, args ...string) string {
	form := forms[plural.Cardinal.MatchPlural(p.c.tag, n, 0, 0, 0, 0)]
	return p.T(key+"."+form, append([]string{"n", p.digits(strconv.Itoa(n))}, args...)...)
}

// forms are the suffixes of keys with plural forms.
var forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// Moment is a date and time in UTC.
func (p Printer) Moment(t time.Time) string {
	t = t.UTC()
	return p.T("time.moment", "day", p.digits(strconv.Itoa(t.Day())), "year", p.digits(strconv.Itoa(t.Year())),
		"time", p.digits(t.Format("15:04")), "month", p.T("time.month."+strings.ToLower(t.Month().String())))
}

// Numerals are the ten digits of the language, for scripts that format numbers.
func (p Printer) Numerals() string { return p.digits("0123456789") }

// digits replaces the digits of a text by those of the language.
func (p Printer) digits(s string) string {
	if p.c.zero == '0' {
		return s
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return p.c.zero + r - '0'
		}
		return r
	}, s)
}

// Keys returns all keys and texts, for tests.
func (p Printer) Keys() map[string]string { return p.c.texts }
