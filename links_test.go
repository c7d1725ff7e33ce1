package phonelogin

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	// link is a link of Markdown to a file of ours, its path and its anchor.
	link = regexp.MustCompile(`\]\(([^)#:\s]*)(?:#([^)\s]+))?\)`)

	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	anchor   = regexp.MustCompile(`<a id="([^"]+)">`)
	unslug   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	codeOfMD = regexp.MustCompile("(?ms)^```.*?^```|`[^`\n]*`")
)

func TestReferencesBetweenDocumentsLeadSomewhere(t *testing.T) {
	anchors := map[string][]string{}
	for _, document := range documents(t) {
		anchors[filepath.ToSlash(document)] = anchorsOf(read(t, document))
	}
	for document := range anchors {
		for _, m := range link.FindAllStringSubmatch(codeOfMD.ReplaceAllString(read(t, document), ""), -1) {
			target := document
			if m[1] != "" {
				target = path.Join(path.Dir(document), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", document, target)
			}
			if of, ok := anchors[target]; m[2] != "" && ok && !slices.Contains(of, m[2]) {
				t.Errorf("%s links to %s#%s, which is not there", document, target, m[2])
			}
		}
	}
}

// anchorsOf are the anchors of a document, as GitHub makes them of headings.
func anchorsOf(text string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	for _, m := range anchor.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// The anchors are GitHub's: lower case, blanks as dashes, signs left out.
func TestAnchorsReferenceHeadings(t *testing.T) {
	got := anchorsOf("# A title\n\n## 6.2 POST /verify\n\n| <a id=\"s1\"></a>S1 |\n")
	if diff := cmp.Diff([]string{"a-title", "62-post-verify", "s1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
