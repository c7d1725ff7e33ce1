package providers_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/providers"
)

var update = flag.Bool("update", false, "write the tables of codes and reasons into docs")

// The lines that enclose the generated part of a document.
const (
	madeBegin = "<!-- made from providers by: go test ./providers -update -->\n\n"
	madeEnd   = "\n<!-- end of what is made -->\n"
)

func TestTheDocumentsOfProvidersListTheirCodes(t *testing.T) {
	tables := map[string]string{}
	for _, table := range providers.CodeTables() {
		var text strings.Builder
		title := "Codes of reports"
		switch {
		case table.Answers && table.Reports:
			title = "Codes of answers and reports"
		case table.Answers:
			title = "Codes of answers"
		}
		fmt.Fprintf(&text, "### %s\n\n| code | reason | kind | meaning |\n|---|---|---|---|\n", title)
		for _, row := range table.Rows {
			fmt.Fprintf(&text, "| %d | `%s` | `%s` | %s |\n", row.Code, row.Reason, row.Reason.Kind(), row.Meaning)
		}
		if tables[table.Provider] != "" {
			tables[table.Provider] += "\n"
		}
		tables[table.Provider] += text.String()
	}
	for provider, want := range tables {
		holds(t, "../docs/providers/"+strings.ReplaceAll(provider, "_", "-")+".md", want)
	}
}

func TestTheDocumentOfReportsListsTheReasons(t *testing.T) {
	var text strings.Builder
	text.WriteString("| reason | kind | meaning |\n|---|---|---|\n")
	for _, r := range allReasons() {
		fmt.Fprintf(&text, "| `%s` | `%s` | %s |\n", r, r.Kind(), r.Meaning())
	}
	holds(t, "../docs/reports.md", text.String())
}

// allReasons are the reasons of the tables and the kinds, by kind.
func allReasons() []providers.Reason {
	var all []providers.Reason
	for _, kind := range []providers.Kind{
		providers.BadNumber, providers.NotReached, providers.NumberLimit, providers.OptedOut,
		providers.BadMessage, providers.BadRegion, providers.BadProvider, providers.Temporary,
	} {
		fine := []providers.Reason{}
		for _, r := range providers.Reasons() {
			if r.Kind() == kind && r != providers.Reason(kind) {
				fine = append(fine, r)
			}
		}
		slices.Sort(fine)
		all = append(append(all, providers.Reason(kind)), fine...)
	}
	return all
}

// holds compares the generated part of a document with the expected one.
func holds(t *testing.T, path, want string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(old), madeBegin)
	got, tail, ended := strings.Cut(rest, madeEnd)
	if !found || !ended {
		t.Fatalf("%s has no part that is made", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(head+madeBegin+want+madeEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s is not current, run: go test ./providers -update\n%s", path, diff)
	}
}
