package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// themed writes a settings file with a theme and its two files.
func themed(t *testing.T, theme string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"phonelogin.toml": theme, "logo.svg": "<svg/>", "big.css": strings.Repeat("a{}", 7000), "small.css": "a{}",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "phonelogin.toml")
}

func TestFilesOfAThemeStandBesideTheSettings(t *testing.T) {
	path := themed(t, "[auth.theme]\nbrand = \"#123456\"\nlogo = \"logo.svg\"\n\n[[apps]]\nid = \"shop\"\n[apps.theme]\ncustom_css = \"small.css\"\n")
	c, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Theme{Brand: "#123456", Logo: filepath.Join(filepath.Dir(path), "logo.svg"), CustomCSS: filepath.Join(filepath.Dir(path), "small.css")}
	if diff := cmp.Diff(want, c.Apps[0].Theme.WithDefaults(c.Auth.Theme)); diff != "" {
		t.Errorf("theme of the app (-want +got):\n%s", diff)
	}
	css, err := c.Apps[0].Theme.CustomCSSFile()
	if err != nil || string(css) != "a{}" {
		t.Errorf("got %q, %v", css, err)
	}
}

func TestAThemeIsJudgedAtStart(t *testing.T) {
	path := themed(t, `
[auth.theme]
brand = "green"
mode = "sepia"
corners = "oval"
font = "Comic Sans"
logo = "logo.gif"
custom_css = "big.css"
`)
	c, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	said := c.Check(readers()).Error()
	for _, want := range []string{
		`auth.theme.brand: "green" is no colour such as #0b6654`, `auth.theme.mode: "sepia" is none of auto, light, dark`,
		`auth.theme.corners: "oval" is none of soft, round, square`, `auth.theme.font: "Comic Sans" is none of friendly,`,
		`logo.gif" does not end in .svg or .png`, "auth.theme.custom_css: has 21000 bytes, more than 20000",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%s\nlacks %s", said, want)
		}
	}
}

func TestAMissingLogoIsToldAtStart(t *testing.T) {
	path := themed(t, "[[apps]]\nid = \"shop\"\n[apps.theme]\nlogo = \"nowhere.png\"\n")
	c, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if said := c.Check(readers()).Error(); !strings.Contains(said, "apps.0.theme.logo: cannot be read") {
		t.Errorf("said %s", said)
	}
}
