package pages

import (
	"strings"
)

// truncateTyped shortens what is shown again, so a page does not grow with what was
// sent.
func truncateTyped(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxTyped)])
}

// maxTyped is the length of the field, in characters. People may paste a link with a
// number.
const maxTyped = 256

// unbreakable keeps a number on one line. A part of it on the next line would read
// as another number, above all where text runs from the right.
func unbreakable(number string) string {
	return strings.NewReplacer(" ", "\u00a0", "-", "\u2011").Replace(number)
}
