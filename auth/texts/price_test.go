package texts

import (
	"testing"

	"phonelogin/locales"
	"phonelogin/models/phone"
)

// proves C7 in each language: the price of a code does not depend on the language,
// with app and site names of usual length.
func TestACodeIsOneMessageInEveryLanguage(t *testing.T) {
	const Host = "login.example.com"
	for _, l := range locales.Languages() {
		text := write(t, settingsOf(nil), Variant{false, phone.SMS, l.Tag}, Binding{Host: Host})
		if n := Segments(text); n != 1 {
			t.Errorf("%s: a code is billed as %d messages: %q", l.Tag, n, text)
		}
	}
}
