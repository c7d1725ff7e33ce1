package static

import "testing"

const text, border = 4.5, 3.0

// pairs are the colours that stand on each other, and the contrast that WCAG 2.2
// asks of them.
func (p palette) pairs() map[string]struct {
	front, back colour
	least       float64
} {
	return map[string]struct {
		front, back colour
		least       float64
	}{
		"ink on ground": {p.ink, p.ground, text}, "ink on card": {p.ink, p.card, text}, "ink on soft": {p.ink, p.soft, text},
		"muted on ground": {p.muted, p.ground, text}, "muted on card": {p.muted, p.card, text}, "muted on soft": {p.muted, p.soft, text},
		"link on ground": {p.link, p.ground, text}, "link on card": {p.link, p.card, text}, "brand ink on brand": {p.brandInk, p.brand, text},
		"bad on ground": {p.bad, p.ground, text}, "bad on card": {p.bad, p.card, text}, "panel ink on panel": {p.panelInk, p.panel, text},
		"accent ink on accent": {p.accentInk, p.accent, text}, "link on soft": {p.link, p.soft, text},
		"edge of the button on ground": {p.brandLine, p.ground, border},
		"line on card":                 {p.line, p.card, border}, "line on ground": {p.line, p.ground, border}, "bad line on card": {p.bad, p.card, border},
	}
}

func (p palette) check(t *testing.T, theme string) {
	t.Helper()
	for name, pair := range p.pairs() {
		if got := contrast(pair.front, pair.back); got < pair.least {
			t.Errorf("%s: %s has %.2f:1 (%s, %s), want %.1f:1", theme, name, got, pair.front, pair.back, pair.least)
		}
	}
}

// proves G5: what WCAG 2.2 asks of text (1.4.3) and of borders and the focus
// ring (1.4.11), in both themes.
func TestColoursHaveContrastInBothThemes(t *testing.T) {
	light, dark := ours()
	light.check(t, "light")
	dark.check(t, "dark")
}

// proves G5: whatever an app's colour is, its pages can be read.
func TestEveryBrandColourIsMadeReadable(t *testing.T) {
	const step = 51
	for r := 0; r <= 255; r += step {
		for g := 0; g <= 255; g += step {
			for b := 0; b <= 255; b += step {
				brand := colour{float64(r), float64(g), float64(b)}
				light, dark := of(brand)
				light.check(t, "light "+brand.String())
				dark.check(t, "dark "+brand.String())
			}
		}
	}
}

func TestABrandColourThatCanBeReadStaysAsItIs(t *testing.T) {
	for _, brand := range []string{"#0b6654", "#1d4ed8", "#7c2d92", "#9f1239", "#ffd400", "#ff9900"} {
		if light, _ := of(must(brand)); light.brand != must(brand) {
			t.Errorf("%s became %s", brand, light.brand)
		}
	}
}

// The figures are those of the definition of WCAG 2.2.
func TestContrastIsThatOfWCAG(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54}, {"#ff0000", "#ffffff", 4}} {
		got := contrast(must(test.a), must(test.b))
		if got < test.want-0.01 || got > test.want+0.01 {
			t.Errorf("%s on %s: got %.2f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}
