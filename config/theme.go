package config

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Theme is the look of the pages. An app inherits what it does not set from
// auth.theme; see docs/pages.md.
type Theme struct {
	// Brand is the app's colour, "#rrggbb". If text on it or in it would be
	// unreadable (WCAG 2.2, 1.4.3), a darker or lighter one is used, for the light
	// and the dark theme separately. Empty: the product's own colours.
	Brand string `toml:"brand"`

	// Mode is "light", "dark" or "auto", which follows the browser. Empty: auto.
	Mode string `toml:"mode"`

	// Corners are "soft", "round" or "square". Empty: soft.
	Corners string `toml:"corners"`

	// Font is "friendly", "system", "humanist", "geometric" or "serif": stacks of
	// system fonts, none is loaded. Empty: friendly.
	Font string `toml:"font"`

	// Logo is a file (.svg or .png, at most 20 kB), shown beside the app's name on
	// a dark shade of brand, so a light one looks best. It is read at start and
	// served by this program. Relative to the settings file that names it.
	Logo string `toml:"logo"`

	// CustomCSS is a file (at most 20 kB) of rules after ours, read at start. They
	// can load nothing from elsewhere. But they can hide what people must see, and
	// our classes may change with any version. Relative to the settings file that
	// names it.
	CustomCSS string `toml:"custom_css"`
}

// maxThemeFile limits what a theme's file adds to the first view of a page, which
// has some 50 kB without it: people pay for it on their phones (rule G14).
const maxThemeFile = 20_000

var brandColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// eachTheme calls visit for the themes of all apps with their paths, the default
// app's first.
func (c *Config) eachTheme(visit func(key string, theme *Theme)) {
	visit("auth.theme", &c.Auth.Theme)
	for n := range c.Apps {
		visit(element("apps", n)+".theme", &c.Apps[n].Theme)
	}
}

func (t *Theme) check(p *Problems, key string) {
	if t.Brand != "" && !brandColour.MatchString(t.Brand) {
		p.Add(key+".brand", "%q is no colour such as #0b6654", t.Brand)
	}
	mustBeOneOf(p, key+".mode", cmp.Or(t.Mode, "auto"), "auto", "light", "dark")
	mustBeOneOf(p, key+".corners", cmp.Or(t.Corners, "soft"), "soft", "round", "square")
	mustBeOneOf(p, key+".font", cmp.Or(t.Font, "friendly"), "friendly", "system", "humanist", "geometric", "serif")
	if _, err := t.LogoFile(); err != nil {
		p.Add(key+".logo", "%v", err)
	}
	if _, err := t.CustomCSSFile(); err != nil {
		p.Add(key+".custom_css", "%v", err)
	}
}

// WithDefaults returns the theme with its missing values taken from another.
func (t Theme) WithDefaults(other Theme) Theme {
	return Theme{
		Brand: cmp.Or(t.Brand, other.Brand), Mode: cmp.Or(t.Mode, other.Mode), Corners: cmp.Or(t.Corners, other.Corners),
		Font: cmp.Or(t.Font, other.Font), Logo: cmp.Or(t.Logo, other.Logo), CustomCSS: cmp.Or(t.CustomCSS, other.CustomCSS),
	}
}

// LogoFile is the content of the logo, empty for none.
func (t Theme) LogoFile() ([]byte, error) { return readSmall(t.Logo, ".svg", ".png") }

// CustomCSSFile is the content of the rules, empty for none.
func (t Theme) CustomCSSFile() ([]byte, error) { return readSmall(t.CustomCSS, ".css") }

func readSmall(path string, endings ...string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	if !slices.Contains(endings, filepath.Ext(path)) {
		return nil, fmt.Errorf("%q does not end in %s", path, strings.Join(endings, " or "))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if len(content) > maxThemeFile {
		return nil, fmt.Errorf("has %d bytes, more than %d", len(content), maxThemeFile)
	}
	return content, nil
}
