package texts

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"phonelogin/config"
	"phonelogin/locales"
	"phonelogin/providers"
)

// early is how much of a message a phone's notification shows, in characters.
const early = 40

// Check makes a message of each language, of the app with the longest
// name, and tells in which ones it costs more than one SMS or has its code late,
// a sentence each. The error is a setting that cannot be used.
func Check(c *config.Config) (remarks []string, err error) {
	t, err := New(c)
	if err != nil {
		return nil, err
	}
	site, err := url.Parse(c.Server.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("server.public_url: %w", err)
	}
	w := Words{Code: strings.Repeat("0", c.Auth.SMS.OTPLength), AppName: longestName(c), SiteHost: site.Hostname()}
	var late []string          // languages
	long := map[int][]string{} // languages by messages
	for _, l := range locales.Languages() {
		text, err := t.Code(Reader{Channel: providers.SMS, Language: l.Tag}, w, Binding{Host: w.SiteHost})
		if err != nil {
			return nil, err
		}
		if n := Segments(text); n > 1 {
			long[n] = append(long[n], l.Tag)
		}
		if before, _, _ := strings.Cut(text, w.Code); utf8.RuneCountInString(before+w.Code) > early {
			late = append(late, l.Tag)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(long)) {
		remarks = append(remarks, fmt.Sprintf("a code is billed as %d messages in %s: see docs/message-texts.md", n, listed(long[n])))
	}
	if len(late) > 0 {
		remarks = append(remarks, fmt.Sprintf("a code is not in the first %d characters of its message in %s", early, listed(late)))
	}
	return remarks, nil
}

// longestName is that of the app whose messages are longest.
func longestName(c *config.Config) string {
	longest := c.Auth.AppName
	for _, app := range c.Apps {
		if utf8.RuneCountInString(app.Name) > utf8.RuneCountInString(longest) {
			longest = app.Name
		}
	}
	return longest
}

func listed(tags []string) string { return strings.Join(slices.Sorted(slices.Values(tags)), ", ") }
