package phone

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// proves P3, P4, P9: the table is of what people type, by what each line is about.
func TestParseTyped(t *testing.T) {
	rows, countries := 0, map[string]bool{}
	for _, row := range table(t) {
		rows++
		countries[row.country] = true
		got, err := ParseTyped(row.typed, row.country)
		if result := written(got, err); result != row.want {
			t.Errorf("%q in %s: got %s, want %s", row.typed, row.country, result, row.want)
		}
	}
	if rows < 300 || len(countries) < 60 {
		t.Errorf("read %d rows of %d countries", rows, len(countries))
	}
}

func written(n Number, err error) string {
	if err != nil {
		return err.Error()
	}
	return n.E164()
}

type row struct{ country, typed, want string }

// table reads testdata/numbers.txt: country chosen, what was typed, what it means.
func table(t *testing.T) []row {
	t.Helper()
	file, err := os.Open("testdata/numbers.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read
	var all []row
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 3 {
			t.Fatalf("not a row: %q", line)
		}
		typed := strings.NewReplacer(`\n`, "\n", `\0`, "\x00").Replace(parts[1])
		all = append(all, row{strings.TrimSpace(parts[0]), strings.Trim(typed, "“”"), strings.TrimSpace(parts[2])})
	}
	return all
}
