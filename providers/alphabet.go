package providers

import "strings"

// The alphabet of GSM and its extension, whose characters count twice (3GPP TS
// 23.038). A text with any other character travels in shorter messages.
const (
	GSM7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	GSM7Extension = "\f^{}\\[~]|€"
)

// isWide reports whether a text needs another alphabet.
func isWide(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(GSM7+GSM7Extension, r) })
}
