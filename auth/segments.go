package auth

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"phonelogin/config"
	"phonelogin/locales"
)

// Segments is how many messages a text is billed as: 160 characters of GSM-7
// make one and 153 each of several; one character outside that alphabet makes it
// 70 and 67 UTF-16 units (3GPP TS 23.038).
func Segments(s string) int {
	units, wide := 0, 0
	plain := true
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsm7, r):
			units++
		case strings.ContainsRune(gsm7Extended, r):
			units += 2
		default:
			plain = false
		}
		wide++
		if r > 0xFFFF {
			wide++
		}
	}
	if plain {
		return segments(units, 160, 153)
	}
	return segments(wide, 70, 67)
}

func segments(units, single, each int) int {
	if units <= single {
		return 1
	}
	return (units + each - 1) / each
}

const (
	gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extended = "\f^{}\\[~]|€"
)

// CheckMessages tells what the messages with codes cost: a sentence
// for the languages in which one is billed as several SMS. The error is
// a setting that cannot be used.
func CheckMessages(c *config.Config) (remarks []string, err error) {
	t, err := newTexts(c)
	if err != nil {
		return nil, err
	}
	site, err := url.Parse(c.Server.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("server.public_url: %w", err)
	}
	long := map[int][]string{} // languages by their number of segments
	for _, l := range locales.Languages() {
		w := words{Code: strings.Repeat("0", c.Auth.SMS.OTPLength), AppName: c.Auth.AppName, SiteHost: site.Hostname()}
		text, err := t.code(reader{purpose: Login, channel: SMS, language: l.Tag}, w, binding{host: site.Hostname()})
		if err != nil {
			return nil, err
		}
		if n := Segments(text); n > 1 {
			long[n] = append(long[n], l.Tag)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(long)) {
		slices.Sort(long[n])
		remarks = append(remarks, fmt.Sprintf("a code is billed as %d messages in %s: see docs/messages.md", n, strings.Join(long[n], ", ")))
	}
	return remarks, nil
}
