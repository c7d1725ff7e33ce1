package pages

import (
	"strings"
)

// truncateTyped keeps a page from growing with what was sent.
func truncateTyped(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxTyped)])
}

// maxTyped is the length of the field: links to a number are longer than one.
const maxTyped = 256

// unbreakable keeps a number on one line: a piece of it on the next is taken for another
// number, above all where text runs from the right.
func unbreakable(number string) string {
	return strings.NewReplacer(" ", "\u00a0", "-", "\u2011").Replace(number)
}
