package providers

import "strings"

// The alphabet of GSM and its extension, whose characters count twice (3GPP TS
// 23.038). A text with any other character is sent in a 16-bit alphabet, with fewer
// characters in a message.
const (
	GSM7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	GSM7Extension = "\f^{}\\[~]|€"
)

// isWide reports whether a text needs the 16-bit alphabet.
func isWide(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(GSM7+GSM7Extension, r) })
}
