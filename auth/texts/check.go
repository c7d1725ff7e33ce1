package texts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"phonelogin/locales"
	"phonelogin/models/phone"
)

// notificationLength is how much of a message a phone's notification shows, in characters.
const notificationLength = 40

// Check writes a message in each language, with a code of the given number of
// digits and the longest app name. It returns a sentence for the languages in which
// it costs more than one SMS or the code comes late. The error is a template that
// fails.
func (t *Texts) Check(digits int, apps []string, host string) (remarks []string, err error) {
	w := Values{Code: strings.Repeat("0", digits), AppName: longest(apps), SiteHost: host}
	var late []string          // languages
	long := map[int][]string{} // languages by messages
	for _, l := range locales.Languages() {
		text, err := t.Code(Variant{Channel: phone.SMS, Language: l.Tag}, w, Binding{Host: w.SiteHost})
		if err != nil {
			return nil, err
		}
		if n := Segments(text); n > 1 {
			long[n] = append(long[n], l.Tag)
		}
		if before, _, _ := strings.Cut(text, w.Code); utf8.RuneCountInString(before+w.Code) > notificationLength {
			late = append(late, l.Tag)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(long)) {
		remarks = append(remarks, fmt.Sprintf("a code is billed as %d messages in %s: see docs/message-texts.md", n, listed(long[n])))
	}
	if len(late) > 0 {
		remarks = append(remarks, fmt.Sprintf("a code is not in the first %d characters of its message in %s", notificationLength, listed(late)))
	}
	return remarks, nil
}

func longest(names []string) string {
	return slices.MaxFunc(names, func(a, b string) int { return utf8.RuneCountInString(a) - utf8.RuneCountInString(b) })
}

func listed(tags []string) string { return strings.Join(slices.Sorted(slices.Values(tags)), ", ") }
