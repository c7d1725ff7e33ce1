package locales

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// row is a language in docs/languages.md: tag, English name, own name, direction,
// and whether a native speaker has reviewed it.
var row = regexp.MustCompile("(?m)^\\| `([A-Za-z-]+)` \\| [^|]+ \\| ([^|]+) \\| (ltr|rtl) \\| (?:no|yes|source) \\|$")

func TestTheDocumentedLanguagesAreThoseThatThereAre(t *testing.T) {
	text, err := os.ReadFile("../docs/languages.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]Language{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		documented[m[1]] = Language{Tag: m[1], Name: m[2], Dir: m[3]}
	}
	for _, tag := range slices.Sorted(maps.Keys(catalogues())) {
		c := catalogues()[tag]
		if diff := cmp.Diff(Language{Tag: tag, Name: c.name, Dir: c.dir}, documented[tag]); diff != "" {
			t.Errorf("docs/languages.md on %s (-is +says):\n%s", tag, diff)
		}
		delete(documented, tag)
	}
	for tag := range documented {
		t.Errorf("docs/languages.md names %s, which has no file", tag)
	}
}
