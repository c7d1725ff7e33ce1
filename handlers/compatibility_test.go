package handlers_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"phonelogin/models/modelstest"
)

const compatibility = "../docs/api/compatibility.md"

// A claim is one row of the document: a part of the contract, how it is kept
// here, and the tests that prove it.
type claim struct{ part, verdict, proof string }

var claimRow = regexp.MustCompile(`(?m)^\| (.+?) \| (same|better|not applicable) \| .*? \| (.+?) \|$`)

func contract(t *testing.T) []claim {
	t.Helper()
	text, err := os.ReadFile(compatibility)
	if err != nil {
		t.Fatal(err)
	}
	var all []claim
	for _, cells := range claimRow.FindAllStringSubmatch(string(text), -1) {
		all = append(all, claim{cells[1], cells[2], cells[3]})
	}
	if len(all) < 50 {
		t.Fatalf("%s has %d rows, want the whole contract", compatibility, len(all))
	}
	return all
}

func TestEveryClaimOfCompatibilityNamesTestsThatExist(t *testing.T) {
	tests := allTests(t)
	named := regexp.MustCompile("`([^`]+)`")
	for _, c := range contract(t) {
		names := named.FindAllStringSubmatch(c.proof, -1)
		if len(names) == 0 {
			t.Errorf("%s: no test is named", c.part)
		}
		for _, name := range names {
			if !slices.Contains(tests, name[1]) {
				t.Errorf("%s: there is no test %q", c.part, name[1])
			}
		}
	}
}

// allTests are the names of all Go tests and the titles of all suites' tests.
func allTests(t *testing.T) []string {
	t.Helper()
	var names []string
	goTest := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	suite := regexp.MustCompile(`(?m)\btest\('((?:[^'\\]|\\.)+)'`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return err
		}
		pattern := goTest
		switch {
		case strings.HasSuffix(path, ".test.mjs"):
			pattern = suite
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range pattern.FindAllStringSubmatch(string(text), -1) {
			names = append(names, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestCompatibilityCoversEveryRouteOfTheAPI(t *testing.T) {
	a := newApp(t, modelstest.URL(t, modelstest.Kinds()[0]))
	for route := range a.policies() {
		method, path, _ := strings.Cut(route, " ")
		path, ours := strings.CutPrefix(path, "/auth/v1")
		if ours && method != http.MethodHead && !isClaimed(contract(t), method+" "+path) {
			t.Errorf("%s %s is not in %s", method, path, compatibility)
		}
	}
}

// isClaimed tells whether a row is about the part, which stands in backticks.
func isClaimed(all []claim, part string) bool {
	return slices.ContainsFunc(all, func(c claim) bool { return strings.Contains(c.part, "`"+part+"`") })
}
