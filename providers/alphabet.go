package providers

import "strings"

// gsm7 is the alphabet of GSM with its extension (3GPP TS 23.038): texts that
// need no more travel in fewer messages.
const gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
	"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€"

// isWide reports whether a text needs another alphabet than that of GSM.
func isWide(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(gsm7, r) })
}
