package views

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// hashed is the part of a file's address that follows its content; the golden
// files are not about that.
var hashed = regexp.MustCompile(`(/static/[a-z.]+)\.[0-9a-f]{10}\.`)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatalf("render: %v", err)
	}
	return hashed.ReplaceAllString(b.String(), "$1.")
}

// lines puts every element on a line of its own, so that a change of the page is
// a readable difference.
func lines(html string) string { return strings.ReplaceAll(html, "><", ">\n<") + "\n" }

func TestEveryStateOfEveryPageLooksAsItDid(t *testing.T) {
	all := states()
	for name, component := range all {
		t.Run(name, func(t *testing.T) {
			golden := filepath.Join("testdata", name+".html")
			got := lines(render(t, component))
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got); go test ./views -update writes it anew:\n%s", golden, diff)
			}
		})
	}
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".html")
	}
	slices.Sort(files)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(all)), files); diff != "" {
		t.Errorf("states and golden files (-states +files):\n%s", diff)
	}
}
