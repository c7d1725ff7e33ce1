package handlers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

const compatibility = "../docs/api/compatibility.md"

// A claim is one row of the document: a part of the contract, how it is kept
// here, and the tests that prove it.
type claim struct{ part, verdict, proof string }

var claimRow = regexp.MustCompile(`(?m)^\| (.+?) \| (same|better|not applicable) \| .*? \| (.+?) \|$`)

func claims(t *testing.T) []claim {
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
		t.Fatalf("the document has %d rows, want the whole contract", len(all))
	}
	return all
}

func TestEveryClaimOfCompatibilityNamesTestsThatExist(t *testing.T) {
	tests := allTests(t)
	named := regexp.MustCompile("`([^`]+)`")
	for _, c := range claims(t) {
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
	h := &Handlers{apiPaths: map[string]bool{}}
	e := echo.New()
	h.routeAPI(e.Group(""), open)
	for _, route := range e.Routes() {
		if route.Method == echo.RouteNotFound || strings.HasSuffix(route.Path, "*") {
			continue
		}
		if !isClaimed(claims(t), route.Method+" "+route.Path) {
			t.Errorf("%s %s is not in the document", route.Method, route.Path)
		}
	}
}

func TestCompatibilityCoversEveryCodeOfTheAPI(t *testing.T) {
	for reason, a := range answers {
		if !isClaimed(claims(t), a.Code) {
			t.Errorf("%s, of %s, is not in the document", a.Code, reason)
		}
	}
}

// isClaimed tells whether a row is about the part, which stands in backticks.
func isClaimed(all []claim, part string) bool {
	return slices.ContainsFunc(all, func(c claim) bool { return strings.Contains(c.part, "`"+part+"`") })
}
