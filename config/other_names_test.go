package config

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheTableOfGoTrueIsCurrent(t *testing.T) {
	const (
		file  = "../docs/other-names.md"
		begin = "<!-- Below this line, to the next such line: made from config/gotrue.go by: go test ./config -update -->\n"
		end   = "<!-- End of what is made. -->\n"
	)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the lines around the table", file)
	}
	want := before + begin + goTrueTable() + end + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("%s is not current, run: go test ./config -update\n%s", file, diff)
	}
}

func goTrueTable() string {
	var table strings.Builder
	table.WriteString("\n| Variable | Key | Value |\n|---|---|---|\n")
	for _, n := range gotrueNames() {
		note := n.as.note
		if note == "" {
			note = "the same"
		}
		fmt.Fprintf(&table, "| `%s` | `%s` | %s |\n", n.name, n.key, note)
	}
	table.WriteString("\nWithout a meaning here: ")
	for i, prefix := range gotrueElsewhere {
		if i > 0 {
			table.WriteString(", ")
		}
		fmt.Fprintf(&table, "`%s`", prefix+"…")
	}
	table.WriteString(".\n")
	return table.String()
}
