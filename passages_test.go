package phonelogin

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// A passage is text that people read as one: a comment, a paragraph, a row.
type passage struct {
	line int // its first
	text string
}

// comments are how they begin, by the kind of file.
var comments = map[string]string{
	".go": "//", ".templ": "//", ".mjs": "//", ".js": "//", ".ts": "//", ".css": "/*", ".sql": "--", ".sh": "#", ".toml": "#", ".yml": "#",
}

// passages are those of a file: all of a document, the comments of all else.
func passages(path, text string) []passage {
	mark := comments[filepath.Ext(path)]
	var all []passage
	goesOn, inBlock := false, false
	for i, line := range strings.Split(text, "\n") {
		said := strings.TrimSpace(line)
		begins := said == "" || strings.HasPrefix(said, "|") // a row, or the next paragraph
		if mark != "" {
			said, begins, inBlock = commentIn(said, mark, inBlock)
		}
		switch {
		case said == "":
			goesOn = false
			continue
		case goesOn && !begins:
			all[len(all)-1].text += " " + said
		default:
			all = append(all, passage{i + 1, said})
		}
		goesOn = true
	}
	return all
}

// commentIn is the comment of a line, and whether it is the first line of one: of
// a comment behind code it is.
func commentIn(line, mark string, inBlock bool) (said string, begins, stillInBlock bool) {
	isBlock := mark == "//" || mark == "/*"
	if inBlock {
		said, _, ends := strings.Cut(line, "*/")
		return strings.TrimSpace(strings.TrimPrefix(said, "*")), false, !ends
	}
	if before, said, found := strings.Cut(line, mark); found && mark != "/*" {
		return strings.TrimSpace(said), before != "", false
	}
	if _, said, found := strings.Cut(line, "/*"); found && isBlock {
		said, _, ends := strings.Cut(said, "*/")
		return strings.TrimSpace(said), true, !ends
	}
	return "", false, false
}

// sources are the project's own files with comments, and its documents.
func sources(t *testing.T) []string {
	t.Helper()
	all := documents(t)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case d.IsDir() && (name == "node_modules" || name == "testdata" || len(name) > 1 && name[0] == '.'):
			return filepath.SkipDir
		case path == "references_test.go" || strings.Contains(name, ".min."): // what it invents leads nowhere; what is not ours
		case !d.IsDir() && comments[filepath.Ext(path)] != "":
			all = append(all, path)
		}
		return nil
	})
	if err != nil || len(all) < 400 {
		t.Fatalf("%d files found: %v", len(all), err)
	}
	for i := range all {
		all[i] = filepath.ToSlash(all[i])
	}
	return all
}
