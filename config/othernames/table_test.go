package othernames

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the table of names into docs/other-names.md")

func TestTheTableOfGoTrueIsCurrent(t *testing.T) {
	const (
		file  = "../../docs/other-names.md"
		begin = "<!-- Below this line, to the next such line: made from config/othernames/gotrue.go by: go test ./config/othernames -update -->\n"
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
		t.Errorf("%s is not current, run: go test ./config/othernames -update\n%s", file, diff)
	}
}

func goTrueTable() string {
	var table strings.Builder
	table.WriteString("\n| Variable | Key | Value |\n|---|---|---|\n")
	for _, n := range GoTrue() {
		note := n.as.note
		if note == "" {
			note = "the same"
		}
		fmt.Fprintf(&table, "| `%s` | `%s` | %s |\n", n.Variable, n.Key, note)
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
