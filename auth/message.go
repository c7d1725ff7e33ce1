package auth

import (
	"fmt"
	"net/url"
	"strings"
	"text/template"
)

// text makes the texts of messages.
type text struct{ template *template.Template }

func newText(source string) (*text, error) {
	t, err := template.New("auth.sms.template").Option("missingkey=error").Parse(source)
	if err != nil {
		return nil, fmt.Errorf("read auth.sms.template: %w", err)
	}
	return &text{template: t}, nil
}

type words struct{ Code, AppName, SiteHost string }

// code is the text that carries a code. Its words come from the configuration
// and never from a request (proves S25, S26). For a code that is entered on our
// own pages the last line lets the browser fill it in there and nowhere else:
// "@host #code" (origin-bound one-time codes).
func (t *text) code(w words, bound bool) (string, error) {
	var b strings.Builder
	if err := t.template.Execute(&b, w); err != nil {
		return "", fmt.Errorf("write message: %w", err)
	}
	s := strings.TrimRight(b.String(), " \r\n")
	if bound {
		s += "\n\n@" + w.SiteHost + " #" + w.Code
	}
	return s, nil
}

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

// TemplateSegments is how many messages a code is billed as with this template.
// The error is a template that cannot be used.
func TemplateSegments(source, app, publicURL string, digits int) (int, error) {
	t, err := newText(source)
	if err != nil {
		return 0, err
	}
	site, err := url.Parse(publicURL)
	if err != nil {
		return 0, fmt.Errorf("server.public_url: %w", err)
	}
	s, err := t.code(words{Code: strings.Repeat("0", digits), AppName: app, SiteHost: site.Hostname()}, true)
	return Segments(s), err
}
