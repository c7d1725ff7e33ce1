package static

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// proves G5: what WCAG 2.2 asks of text (1.4.3) and of borders and the focus
// ring (1.4.11), in both themes.
func TestColoursHaveContrastInBothThemes(t *testing.T) {
	const text, border = 4.5, 3.0
	pairs := []struct {
		front, back string
		want        float64
	}{
		{"ink", "ground", text}, {"ink", "card", text}, {"ink", "soft", text}, {"panel-ink", "panel", text},
		{"muted", "ground", text}, {"muted", "card", text}, {"muted", "soft", text},
		{"brand", "ground", text}, {"brand", "card", text}, {"brand-ink", "brand", text},
		{"bad", "ground", text}, {"bad", "card", text}, {"accent-ink", "accent", text},
		{"line", "card", border}, {"line", "ground", border}, {"brand", "soft", border}, {"bad", "card", border},
	}
	for theme, colours := range themes(t) {
		for _, p := range pairs {
			if got := contrast(t, colours[p.front], colours[p.back]); got < p.want {
				t.Errorf("%s: --%s on --%s has %.2f:1, want %.1f:1", theme, p.front, p.back, got, p.want)
			}
		}
	}
}

var variable = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)

// themes are the colours of the style sheet, light and dark.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	source, err := os.ReadFile("src/app.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(source), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("no dark theme")
	}
	read := func(part string) map[string]string {
		colours := map[string]string{}
		for _, match := range variable.FindAllStringSubmatch(part, -1) {
			colours[match[1]] = match[2]
		}
		return colours
	}
	return map[string]map[string]string{"light": read(light), "dark": read(dark)}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2 of a colour such as "#0b6654".
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", colour, err)
	}
	linear := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}
