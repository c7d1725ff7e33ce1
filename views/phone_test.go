package views

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// proves P2
func TestThePhoneFieldIsFilledInByBrowsers(t *testing.T) {
	doc := parse(t, states()["phone"])
	doc.id("phone").has("type", "tel", "name", "phone", "autocomplete", "tel-national", "aria-describedby", "phone-hint", "dir", "ltr")
	doc.id("country").has("name", "country", "autocomplete", "tel-country-code")
	doc.id("phone-hint").says("+49 151 23456789")
	parse(t, states()["phone-anywhere"]).id("phone").has("autocomplete", "tel")
}

// proves P6, P7: text and code of each country, the preset one chosen.
func TestCountriesAreANativeSelect(t *testing.T) {
	options := parse(t, states()["phone"]).id("country").tags("option")
	for i, want := range []string{"France (+33)", "Germany (+49)", "United Kingdom (+44)"} {
		options[i].says(want)
		if got := options[i].set("selected"); got != (i == 1) {
			t.Errorf("%s selected: %v", want, got)
		}
	}
	options[1].has("value", "DE")
}

// proves P10, G7, P13
func TestAPhoneProblemKeepsWhatWasTypedAndIsTiedToTheField(t *testing.T) {
	doc := parse(t, states()["phone-problem"])
	doc.id("phone").has("value", "0151 2", "aria-invalid", "true", "aria-describedby", "problem-text phone-hint")
	doc.id("problem").has("role", "alert", "tabindex", "-1")
	doc.id("problem-text").says(tooShort.Text)
	parse(t, states()["phone"]).id("phone").lacks("aria-invalid")
}

// proves P13: the phone that shows its keyboard hides the page, so only the page
// that was asked for does, and one with a problem for the field at fault (G7).
func TestTheFieldTakesTheFocusWhereSomethingIsToBeTyped(t *testing.T) {
	first, again, bad := phoneProps(), phoneProps(), phoneProps()
	again.Focus = false
	bad.Focus, bad.Problem = false, tooShort
	parse(t, Phone(first)).id("phone").has("autofocus", "")
	parse(t, Phone(again)).id("phone").lacks("autofocus")
	parse(t, Phone(bad)).id("phone").has("autofocus", "")
	for _, state := range []string{"phone", "phone-problem", "code", "code-problem"} {
		doc := parse(t, states()[state])
		if n := len(doc.all(func(n *html.Node) bool { return node{t, n}.set("autofocus") })); n != 1 {
			t.Errorf("%s: %d elements want the focus, want 1", state, n)
		}
	}
}

// proves P11 (who sends, what for, what it may cost, and what the app wants read)
func TestWhatSomeoneAgreesToStandsAboveTheButton(t *testing.T) {
	text := parse(t, states()["phone"]).one("form").text()
	consent := english.T("phone.consent", "app", "Flower Shop")
	before, _, found := strings.Cut(text, "Text me a code")
	for _, want := range []string{consent, "Terms of use", "Privacy policy"} {
		if !found || !strings.Contains(before, want) {
			t.Errorf("the form says %q, want %q above its button", text, want)
		}
	}
}

// proves P12
func TestOtherChannelsArePlainButtonsAndTheMainOneNamesTheAct(t *testing.T) {
	buttons := parse(t, states()["phone"]).tags("button")
	if len(buttons) != 2 {
		t.Fatalf("%d buttons, want 2", len(buttons))
	}
	buttons[0].says("Text me a code")
	buttons[0].lacks("name") // no channel means SMS
	buttons[1].says("Use WhatsApp instead")
	buttons[1].has("name", "channel", "value", "whatsapp", "type", "submit")
}

func TestAnAppsLookIsItsSheetItsLogoAndItsColours(t *testing.T) {
	head := parse(t, states()["phone-themed"]).one("head")
	var said []string
	for _, meta := range head.tags("meta") {
		if meta.attr("name") == "theme-color" || meta.attr("name") == "color-scheme" {
			said = append(said, meta.attr("content"))
		}
	}
	if got := strings.Join(said, " "); got != "dark #402060 #201030" {
		t.Errorf("the browser is told %s", got)
	}
	logo := parse(t, states()["phone-themed"]).one("img")
	logo.has("src", "/static/icon.svg", "alt", "", "width", "36", "height", "36") // the name stands beside it
	parse(t, states()["phone-themed"]).one("header").says("Flower Shop")
}

// The country list is what the phone page costs; it must stay far below a
// millisecond.
func BenchmarkPhoneWithAllCountries(b *testing.B) {
	p := phoneProps()
	p.Countries = nil
	for range 245 {
		p.Countries = append(p.Countries, Country{"DE", "Germany", "+49"})
	}
	for b.Loop() {
		if err := Phone(p).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
