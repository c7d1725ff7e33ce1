package static

import (
	"strings"
	"testing"
)

func TestAThemeIsOneSheetOfItsOwn(t *testing.T) {
	plain, _, _, err := Sheet(Theme{})
	if err != nil {
		t.Fatal(err)
	}
	if plain.URL() != URL("app.css") {
		t.Errorf("our own look is %s, want %s", plain.URL(), URL("app.css"))
	}
	themed, panel, panelDark, err := Sheet(Theme{Brand: "#7C2D92", Corners: "square", Font: "serif", Custom: []byte(".card{margin:1px}")})
	if err != nil {
		t.Fatal(err)
	}
	sheet := string(themed.plain)
	for _, want := range []string{"--brand:#7c2d92;", "--radius:.2rem;", "Georgia", "color-scheme:light dark", "--panel:" + panel, "--panel:" + panelDark} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if themed.URL() == plain.URL() || !strings.HasSuffix(sheet, ".card{margin:1px}") {
		t.Errorf("the app's own rules are not last in a sheet of its own (%s)", themed.URL())
	}
	if _, _, _, err := Sheet(Theme{Brand: "green"}); err == nil {
		t.Error("green is taken for a colour of the form #rrggbb")
	}
}

func TestAModeHoldsWhateverTheBrowserPrefers(t *testing.T) {
	for mode, want := range map[string]func(light, dark palette) palette{
		"light": func(light, _ palette) palette { return light },
		"dark":  func(_, dark palette) palette { return dark },
	} {
		light, dark, err := Theme{Mode: mode}.palettes()
		if err != nil {
			t.Fatal(err)
		}
		if chosen := want(ours()); light != chosen || dark != chosen {
			t.Errorf("%s: the browser still decides", mode)
		}
	}
}
