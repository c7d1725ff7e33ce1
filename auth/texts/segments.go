package texts

import (
	"strings"

	"phonelogin/providers"
)

// Segments is how many messages a text is billed as. One message holds 160
// characters of GSM-7, each of several 153. With a character outside that alphabet
// they hold 70 and 67 UTF-16 units (3GPP TS 23.038).
func Segments(s string) int {
	units, wide := 0, 0
	plain := true
	for _, r := range s {
		switch {
		case strings.ContainsRune(providers.GSM7, r):
			units++
		case strings.ContainsRune(providers.GSM7Extension, r):
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
		return countSegments(units, 160, 153)
	}
	return countSegments(wide, 70, 67)
}

func countSegments(units, single, each int) int {
	if units <= single {
		return 1
	}
	return (units + each - 1) / each
}
