package views

import "strings"

// part is a piece of a text: a code or number that is set off, or the text between.
type part struct {
	text string
	code bool
}

// splitAt cuts a text at each mention of a code or number. Messages for browsers
// have the code twice.
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
