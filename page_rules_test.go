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

var update = flag.Bool("update", false, "write the table of docs/pages.md anew")

// pageRules are how many rules there are of each kind: of all pages, of the phone
// page, of the code page, of a change of number.
var pageRules = []struct {
	kind  string
	count int
}{{"G", 14}, {"P", 14}, {"C", 20}, {"H", 4}}

// ruleRow is a row of the table in docs/pages.md: a rule, its words, its proofs.
var ruleRow = regexp.MustCompile(`^\| ([GPCH][0-9]+) \| (.*?) \| (.*) \|$`)

func TestEveryRuleOfThePagesNamesTheTestsThatProveIt(t *testing.T) {
	const table = "docs/pages.md"
	proofs := proofsOfRules(t)
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if row := ruleRow.FindStringSubmatch(line); row != nil {
			seen[row[1]]++
			lines[i] = fmt.Sprintf("| %s | %s | %s |", row[1], row[2], strings.Join(proofs[row[1]], " · "))
		}
	}
	want := strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(table, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		text = []byte(want)
	}
	if diff := cmp.Diff(string(text), want); diff != "" {
		t.Errorf("go test . -run Rule -update writes %s anew (-there +proved):\n%s", table, diff)
	}
	for _, rules := range pageRules {
		for n := 1; n <= rules.count; n++ {
			id := fmt.Sprint(rules.kind, n)
			if seen[id] != 1 {
				t.Errorf("%s has %d rows for %s", table, seen[id], id)
			}
			if len(proofs[id]) == 0 {
				t.Errorf("no test proves %s", id)
			}
		}
	}
}

var (
	proving  = regexp.MustCompile(`proves [^;]*`)
	ruleID   = regexp.MustCompile(`\b[GPCH][0-9]+\b`)
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
		if path != "page_rules_test.go" && (strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.mjs")) {
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
