package phonelogin

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the proofs in docs/rules.md anew")

const rulesDocument = "docs/rules.md"

var (
	// ruleRow is a row that tells a rule: its anchor and id, its words, how far it
	// is kept.
	ruleRow = regexp.MustCompile(`(?m)^\| <a id="([a-z0-9]+)"></a>([GPCHS][0-9]+) \| (.+?) \| ([^|]+) \|$`)

	// proofRow is a row of the list of proofs.
	proofRow = regexp.MustCompile(`^\| ([GPCHS][0-9]+) \|(?: (.*) \|| *\|)$`)
)

// A rule is one of docs/rules.md.
type rule struct{ id, kept string }

func (r rule) isBuilt() bool { return r.kept == "built" }

// rules are those of docs/rules.md in their order.
func rules(t *testing.T) []rule {
	t.Helper()
	var all []rule
	for _, row := range ruleRow.FindAllStringSubmatch(read(t, rulesDocument), -1) {
		if row[1] != strings.ToLower(row[2]) {
			t.Errorf("%s: the anchor of %s is %s", rulesDocument, row[2], row[1])
		}
		all = append(all, rule{id: row[2], kept: row[4]})
	}
	if len(all) < 100 {
		t.Fatalf("%s has %d rules, want all", rulesDocument, len(all))
	}
	return all
}

func TestEveryRuleNamesTheTestsThatProveIt(t *testing.T) {
	proofs := proofsOfRules(t)
	text := read(t, rulesDocument)
	lines, listed := strings.Split(text, "\n"), []string{}
	for i, line := range lines {
		if row := proofRow.FindStringSubmatch(line); row != nil {
			listed = append(listed, row[1])
			lines[i] = fmt.Sprintf("| %s | %s |", row[1], strings.Join(proofs[row[1]], " · "))
		}
	}
	want := strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(rulesDocument, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		text = want
	}
	if diff := cmp.Diff(text, want); diff != "" {
		t.Errorf("go test . -run Rule -update writes %s anew (-there +proved):\n%s", rulesDocument, diff)
	}
	var ids []string
	for _, r := range rules(t) {
		ids = append(ids, r.id)
	}
	if diff := cmp.Diff(ids, listed); diff != "" {
		t.Errorf("%s, list of proofs (-rules +listed):\n%s", rulesDocument, diff)
	}
}

// Whoever builds a rule says so in the document, and whoever takes its last proof
// away does not go unnoticed.
func TestRulesAreProvedAsFarAsTheDocumentSaysTheyAreBuilt(t *testing.T) {
	proofs := proofsOfRules(t)
	for _, r := range rules(t) {
		switch {
		case r.isBuilt() && len(proofs[r.id]) == 0:
			t.Errorf("%s says that %s is built, and no test proves it", rulesDocument, r.id)
		case strings.HasPrefix(r.kept, "not built") && len(proofs[r.id]) > 0:
			t.Errorf("%s says that %s is not built, and %s proves it", rulesDocument, r.id, proofs[r.id][0])
		case !r.isBuilt() && !strings.HasPrefix(r.kept, "not built") && !strings.HasPrefix(r.kept, "in part: "):
			t.Errorf("%s: %s is %q, want built, in part or not built", rulesDocument, r.id, r.kept)
		}
	}
}

var (
	proving  = regexp.MustCompile(`[Pp]roves [^;]*`)
	ruleID   = regexp.MustCompile(`\b[GPCHS][0-9]{1,2}\b`)
	goTest   = regexp.MustCompile(`^func (Test\w+)\(`)
	nodeTest = regexp.MustCompile("^\\s*test\\(['`](.+)['`],")
)

// proofsOfRules finds the tests whose comments say that they prove a rule.
func proofsOfRules(t *testing.T) map[string][]string {
	t.Helper()
	proofs := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "node_modules" || name == "testdata" || len(name) > 1 && name[0] == '.') {
			return filepath.SkipDir
		}
		if path != "rules_test.go" && (strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.mjs")) {
			readProofs(t, filepath.ToSlash(path), proofs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range proofs {
		slices.Sort(proofs[id])
		proofs[id] = slices.Compact(proofs[id])
	}
	return proofs
}

// readProofs adds the proofs of one file. A comment above a test is about that
// test, one inside is about the test around it, and one in the first line about
// the whole file.
func readProofs(t *testing.T, path string, proofs map[string][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		said := proving.FindString(line)
		if said == "" || !strings.Contains(line, "//") {
			continue
		}
		name := testAt(lines, i)
		if i == 0 {
			name = "all of it"
		}
		for _, id := range ruleID.FindAllString(said, -1) {
			if name == "" {
				t.Errorf("%s:%d proves %s, but stands at no test", path, i+1, id)
			}
			proofs[id] = append(proofs[id], name+" (`"+path+"`)")
		}
	}
}

// testAt is the name of the test that a comment stands at: of the one that begins
// right below it, or else of the one around it.
func testAt(lines []string, comment int) string {
	below := comment + 1
	for below < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[below]), "//") {
		below++
	}
	if below < len(lines) && testName(lines[below]) != "" {
		return testName(lines[below])
	}
	for i := comment; i >= 0; i-- {
		if name := testName(lines[i]); name != "" {
			return name
		}
	}
	return ""
}

func testName(line string) string {
	if found := goTest.FindStringSubmatch(line); found != nil {
		return found[1]
	}
	if found := nodeTest.FindStringSubmatch(line); found != nil {
		return "“" + found[1] + "”"
	}
	return ""
}
