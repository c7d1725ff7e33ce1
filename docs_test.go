package phonelogin

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	// settingRow is a row of docs/config.md, which is made from the settings.
	settingRow = regexp.MustCompile("(?m)^\\| `([a-z0-9_.]+)` \\|")

	// dotted is what looks like a setting in a document: `auth.site_url`,
	// `[auth.theme]`, `auth.jwt_expiry = "1h"`.
	dotted = regexp.MustCompile("`\\[{0,2}([a-z0-9_]+(?:\\.[a-z0-9_]+)+)\\]{0,2}(?: = [^`]*)?`")

	// createTable is the line that makes a table. Its name also stands in the
	// schema "auth", where it looks like a setting.
	createTable = regexp.MustCompile(`CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?auth\.([a-z_]+)`)

	tableRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|")
)

func TestDocumentsNameOnlySettingsThatExist(t *testing.T) {
	var known []string
	for _, row := range settingRow.FindAllStringSubmatch(read(t, "docs/config.md"), -1) {
		known = append(known, row[1])
	}
	for _, table := range tables(t) {
		known = append(known, "auth."+table)
	}
	isKnown := func(name string) bool {
		return slices.ContainsFunc(known, func(k string) bool { return k == name || strings.HasPrefix(k, name+".") })
	}
	for _, path := range documents(t) {
		for _, m := range dotted.FindAllStringSubmatch(read(t, path), -1) {
			section, _, _ := strings.Cut(m[1], ".")
			isFile := slices.Contains([]string{".toml", ".go", ".mjs"}, filepath.Ext(m[1]))
			if isKnown(section) && !isKnown(m[1]) && !isFile {
				t.Errorf("%s names %s, which is no setting", path, m[1])
			}
		}
	}
}

func TestTheArchitectureListsEveryTable(t *testing.T) {
	_, text, _ := strings.Cut(read(t, "ARCHITECTURE.md"), "\n## Tables\n")
	text, _, _ = strings.Cut(text, "\n## ")
	var listed []string
	for _, row := range tableRow.FindAllStringSubmatch(text, -1) {
		listed = append(listed, row[1])
	}
	slices.Sort(listed)
	if diff := cmp.Diff(tables(t), listed); diff != "" {
		t.Errorf("ARCHITECTURE.md, tables (-made +listed):\n%s", diff)
	}
}

// A blank line inside a table ends it: the rows below it show as text.
func TestTablesOfDocumentsAreWhole(t *testing.T) {
	for _, path := range documents(t) {
		lines := strings.Split(read(t, path), "\n")
		for i, line := range lines[:len(lines)-1] {
			begins := strings.HasPrefix(line, "|") && (i == 0 || !strings.HasPrefix(lines[i-1], "|"))
			if begins && !strings.HasPrefix(strings.ReplaceAll(lines[i+1], " ", ""), "|--") {
				t.Errorf("%s:%d: a table begins without its head: %s", path, i+1, line)
			}
		}
	}
}

// tables are those that the migrations make, sorted.
func tables(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("models/migrations/postgres/*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no migrations found: %v", err)
	}
	made := map[string]bool{}
	for _, path := range paths {
		up, _, _ := strings.Cut(read(t, path), "-- +goose Down")
		for _, m := range createTable.FindAllStringSubmatch(up, -1) {
			made[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(made))
}

// documents are the project's own Markdown files.
func documents(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("no documents found: %v", err)
	}
	return paths
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
