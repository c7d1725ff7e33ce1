package auth

import (
	"testing"

	"phonelogin/locales"
)

// proves C7 in each language: the price of a code does not depend on who reads
// it, as long as the names of app and site are of usual length.
func TestACodeIsOneMessageInEveryLanguage(t *testing.T) {
	const host = "login.example.com"
	for _, l := range locales.Languages() {
		text := write(t, settingsOf(nil), reader{Login, SMS, l.Tag}, binding{host: host})
		if n := Segments(text); n != 1 {
			t.Errorf("%s: a code is billed as %d messages: %q", l.Tag, n, text)
		}
	}
}
