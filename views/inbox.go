package views

import "strings"

// part is a piece of a text: the code, or the number, or what stands around it.
type part struct {
	text string
	code bool
}

// splitAt cuts a text where a code or a number stands. Every mention counts: messages
// for browsers end with the code once more.
func splitAt(text, code string) []part {
	if code == "" {
		return []part{{text: text}}
	}
	var parts []part
	for i, around := range strings.Split(text, code) {
		if i > 0 {
			parts = append(parts, part{text: code, code: true})
		}
		if around != "" {
			parts = append(parts, part{text: around})
		}
	}
	return parts
}
