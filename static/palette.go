package static

import (
	"fmt"
	"strings"
)

// The contrast that WCAG 2.2 asks of text (1.4.3) and of borders and the focus
// ring (1.4.11), with a little more for what is rounded on the way to a screen.
const (
	textContrast   = 4.6
	borderContrast = 3.1
)

// palette is the colours of a theme, light or dark.
type palette struct {
	ground, card, soft         colour // what things stand on
	ink, muted, line           colour // text, quieter text, borders
	brand, brandInk, brandLine colour // the main button, text on it, its edge
	link                       colour // links, and the ring around what has the focus
	bad                        colour
	panel, panelSoft, panelInk colour // the panel beside or above the page
	accent, accentInk          colour // what catches the eye on it
}

// must reads a colour that is written in the code.
func must(s string) colour {
	c, err := parseColour(s)
	if err != nil {
		panic("static: " + err.Error())
	}
	return c
}

// ours are the colours of the product itself: deep green, and the apricot of
// what is new.
func ours() (light, dark palette) {
	light = palette{
		ground: must("#f7f8f4"), card: white, soft: must("#eaf0eb"),
		ink: must("#14211d"), muted: must("#55635d"), line: must("#7f8d87"),
		brand: must("#0b6654"), brandInk: white, brandLine: must("#0b6654"), link: must("#0b6654"), bad: must("#a8281a"),
		panel: must("#0b4a3d"), panelSoft: must("#14604f"), panelInk: must("#f3f8f4"),
		accent: must("#ffc48c"), accentInk: must("#0b4a3d"),
	}
	dark = palette{
		ground: must("#0f1513"), card: must("#171f1c"), soft: must("#1f2a26"),
		ink: must("#ecf2ee"), muted: must("#a9b6b0"), line: must("#74827c"),
		brand: must("#6fd6bd"), brandInk: must("#05231c"), brandLine: must("#6fd6bd"), link: must("#6fd6bd"), bad: must("#ffa79b"),
		panel: must("#0a241e"), panelSoft: must("#11382e"), panelInk: must("#e8f2ed"),
		accent: must("#f4bd86"), accentInk: must("#0a241e"),
	}
	return light, dark
}

// of are the colours that follow from an app's: its own where it can be read,
// otherwise the nearest darker or lighter one that can (G5).
func of(brand colour) (light, dark palette) {
	light = palette{
		ground: white.mix(brand, 0.03), card: white, soft: white.mix(brand, 0.08),
		ink: must("#16181d"), muted: must("#585c64"), line: must("#81858d"), bad: must("#a8281a"),
	}
	dark = palette{
		ground: must("#101113").mix(brand, 0.03), card: must("#191b1e").mix(brand, 0.03), soft: must("#23262a").mix(brand, 0.05),
		ink: must("#eff0f2"), muted: must("#aeb2ba"), line: must("#7d828b"), bad: must("#ffa79b"),
	}
	// Of a bright colour, such as yellow, a dark shade is another colour: it stays
	// and gets dark text.
	if contrast(brand, white) < borderContrast {
		light.brand, light.brandInk = brand, brand.mix(black, 0.85)
		light.panel, light.panelSoft, light.panelInk = brand, brand.mix(black, 0.1), brand.mix(black, 0.88)
		light.accent, light.accentInk = light.panelInk, brand
		dark.panel = must("#1a1b1e").mix(brand, 0.06)
		dark.accent = brand
	} else {
		light.brand, light.brandInk = brand.until(black, textContrast, white), white
		light.panel, light.panelInk = brand.until(black, 5.5, white), white
		light.panelSoft = light.panel.mix(white, 0.12)
		light.accent = brand.mix(white, 0.75)
		light.accentInk = light.panel.until(black, textContrast, light.accent)
		dark.panel = light.panel.mix(black, 0.5)
		dark.accent = light.accent
	}
	dark.panelSoft, dark.panelInk = dark.panel.mix(white, 0.1), must("#f1f2f4")
	dark.accentInk = dark.panel.until(black, textContrast, dark.accent)
	dark.brand = brand.until(white, textContrast, dark.ground, dark.card, dark.soft)
	dark.brandInk = dark.brand.mix(black, 0.8).until(black, textContrast, dark.brand)
	light.brandLine = light.brand.until(black, borderContrast, light.ground)
	light.link = light.brand.until(black, textContrast, light.ground, light.card, light.soft)
	dark.brandLine, dark.link = dark.brand, dark.brand
	return light, dark
}

// css is the palette as variables.
func (p palette) css() string {
	var b strings.Builder
	for _, v := range []struct {
		name  string
		value colour
	}{
		{"ground", p.ground}, {"card", p.card}, {"soft", p.soft}, {"ink", p.ink}, {"muted", p.muted}, {"line", p.line},
		{"brand", p.brand}, {"brand-ink", p.brandInk}, {"brand-line", p.brandLine}, {"link", p.link}, {"bad", p.bad}, {"panel", p.panel}, {"panel-soft", p.panelSoft},
		{"panel-ink", p.panelInk}, {"accent", p.accent}, {"accent-ink", p.accentInk},
	} {
		fmt.Fprintf(&b, "--%s:%s;", v.name, v.value)
	}
	return b.String()
}
