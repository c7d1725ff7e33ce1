package static

import (
	"fmt"
	"slices"
)

// Theme is what an app chooses of its look. The zero value is ours.
type Theme struct {
	Brand   string // "#0b6654"; "" for our colours
	Mode    string // "light" or "dark"; otherwise the browser's
	Corners string // "round" or "square"; otherwise soft
	Font    string // "system", "humanist", "geometric" or "serif"; otherwise friendly
	Custom  []byte // rules of the app's own, after all others
}

// corners are the radii of fields and buttons, of the sheet, and of bubbles.
func corners(name string) string {
	switch name {
	case "round":
		return "--radius:1.65rem;--radius-card:2rem;--radius-bubble:2rem;"
	case "square":
		return "--radius:.2rem;--radius-card:0rem;--radius-bubble:.2rem;"
	}
	return "--radius:.875rem;--radius-card:1.5rem;--radius-bubble:1.6rem;"
}

// font is a stack of what systems have: none is loaded.
func font(name string) string {
	both := func(stack string) string { return "--font:" + stack + ";--font-display:" + stack + ";" }
	switch name {
	case "system":
		return both("system-ui,sans-serif")
	case "humanist":
		return both(`Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",sans-serif`)
	case "geometric":
		return both(`Avenir,Montserrat,Corbel,"URW Gothic",sans-serif`)
	case "serif":
		return `--font:system-ui,sans-serif;--font-display:ui-serif,"Iowan Old Style",Charter,Georgia,serif;`
	}
	return `--font:system-ui,sans-serif;--font-display:ui-rounded,"SF Pro Rounded","Segoe UI Variable Display",system-ui,sans-serif;`
}

// palettes are the colours of the theme. The error tells what is wrong with its
// brand.
func (t Theme) palettes() (light, dark palette, err error) {
	light, dark = ours()
	if t.Brand != "" {
		brand, err := parseColour(t.Brand)
		if err != nil {
			return palette{}, palette{}, err
		}
		light, dark = of(brand)
	}
	switch t.Mode {
	case "light":
		dark = light
	case "dark":
		light = dark
	}
	return light, dark, nil
}

// Sheet is the whole style sheet of a theme, one file for one request, and the
// colours of the panel for the browser's own frame around the page.
func Sheet(t Theme) (sheet File, panelLight, panelDark string, err error) {
	light, dark, err := t.palettes()
	if err != nil {
		return File{}, "", "", err
	}
	scheme := "light dark"
	if t.Mode == "light" || t.Mode == "dark" {
		scheme = t.Mode
	}
	variables := fmt.Sprintf(":root{color-scheme:%s;%s%s%s}@media (prefers-color-scheme:dark){:root{%s}}",
		scheme, corners(t.Corners), font(t.Font), light.css(), dark.css())
	content, err := embedded.ReadFile("app.css")
	if err != nil {
		return File{}, "", "", fmt.Errorf("read app.css: %w", err)
	}
	sheet = Make("app.css", slices.Concat([]byte(variables), content, t.Custom))
	return sheet, light.panel.String(), dark.panel.String(), nil
}
