package reply

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/refusal"
)

var update = flag.Bool("update", false, "write docs/api/errors.md anew")

const errorsDoc = "../../docs/api/errors.md"

// Every reason has an answer, and every answer and exception a line in the document.
func TestEveryReasonIsAnsweredAndDocumented(t *testing.T) {
	const heading = "| reason | status | code |\n|---|---|---|\n"
	old, err := os.ReadFile(errorsDoc)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(old), heading)
	if !found {
		t.Fatalf("%s has no table", errorsDoc)
	}
	want := head + heading
	all := reasons(t)
	for _, r := range all {
		a, ok := answers[r.reason]
		if !ok {
			t.Errorf("%s has no answer in answers.go", r.reason)
		}
		want += fmt.Sprintf("| %s | %d | `%s` |\n", r.meaning, a.Status, a.Code)
	}
	want += "\nSome endpoints answer otherwise, as clients of Supabase Auth expect of them:\n\n" +
		"| endpoint | reason | status | code |\n|---|---|---|---|\n"
	for _, e := range slices.Sorted(maps.Keys(exceptions)) {
		for _, r := range all {
			if a, ok := exceptions[e][r.reason]; ok {
				want += fmt.Sprintf("| `%s` | %s | %d | `%s` |\n", e, r.meaning, a.Status, a.Code)
			}
		}
	}
	if *update {
		if err := os.WriteFile(errorsDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(old)); diff != "" {
		t.Errorf("%s is not current, run go test ./handlers/reply -update (-want +got):\n%s", errorsDoc, diff)
	}
}

type documented struct {
	reason  refusal.Reason
	meaning string // the comment beside the constant
}

// forProgram is what a comment tells the reader of the code alone: which field has more.
var forProgram = regexp.MustCompile(`; (Phone|Kind|Detail|TriesLeft|Weak|Hook|RetryAfter) .*`)

// reasons reads the constants of type refusal.Reason out of their source.
func reasons(t *testing.T) []documented {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../auth/refusal/reason.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var all []documented
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil || fmt.Sprint(spec.Type) != "Reason" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, documented{refusal.Reason(value), forProgram.ReplaceAllString(strings.TrimSpace(spec.Comment.Text()), "")})
		return true
	})
	if len(all) < 30 {
		t.Fatalf("found %d reasons: the search is broken", len(all))
	}
	return all
}
