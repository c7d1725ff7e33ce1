package phonelogin

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	mapDocument       = "ARCHITECTURE.md"
	decisionsDocument = "docs/decisions.md"
)

var (
	// roomRow is a row of the map: one room, or several that one line tells of.
	roomRow = regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|")

	inBackticks = regexp.MustCompile("`([^`]+)`")

	// ourPath is the path of a file or a folder of ours, in backticks. A folder has a
	// slash at its end or is a room.
	ourPath = regexp.MustCompile("`((?:\\.ci|auth|bench|cmd|config|docs|e2e|examples|handlers|locales|models|providers|scripts|static|tools|views)/[A-Za-z0-9_./*-]*)`")

	// foundIn is the last line of a decision.
	foundIn = regexp.MustCompile("(?m)^In: (`[^`]+`)(, `[^`]+`)*$")
)

// section is the text of a document under a heading.
func section(t *testing.T, document, heading string) string {
	t.Helper()
	_, text, found := strings.Cut(read(t, document), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %s", document, heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// Whoever adds a room adds its line to the map.
func TestTheMapNamesTheRoomsThatThereAre(t *testing.T) {
	var named []string
	for _, row := range roomRow.FindAllStringSubmatch(section(t, mapDocument, "Rooms"), -1) {
		for _, room := range inBackticks.FindAllStringSubmatch(row[1], -1) {
			named = append(named, room[1])
		}
	}
	slices.Sort(named)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(rooms)), named); diff != "" {
		t.Errorf("%s, rooms (-imports_test.go +the map):\n%s", mapDocument, diff)
	}
}

// isProgram tells rooms whose package comment stands in main.go.
var isProgram = regexp.MustCompile("^(cmd|bench|examples|scripts)/?")

func TestEachRoomSaysWhatItIs(t *testing.T) {
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		if !isProgram.MatchString(room) && !strings.HasPrefix(read(t, room+"/doc.go"), "// Package ") {
			t.Errorf("%s/doc.go does not begin with the package comment", room)
		}
	}
}

func TestDocumentsNameOnlyFilesThatExist(t *testing.T) {
	for _, document := range documents(t) {
		if document == "CHANGELOG.md" { // it tells of what was
			continue
		}
		for _, m := range ourPath.FindAllStringSubmatch(read(t, document), -1) {
			found, err := filepath.Glob(m[1])
			if err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", document, m[1])
			}
		}
	}
}

func TestEachDecisionNamesTheFileThatHoldsIt(t *testing.T) {
	all := strings.Split(read(t, decisionsDocument), "\n### ")[1:]
	if len(all) < 30 {
		t.Errorf("%d decisions found", len(all))
	}
	for _, decision := range all {
		title, text, _ := strings.Cut(decision, "\n")
		text, _, _ = strings.Cut(text, "\n## ")
		files := foundIn.FindString(text)
		if files == "" || !strings.HasSuffix(strings.TrimSpace(text), files) {
			t.Errorf("%q does not end with the line of its files", title)
		}
		for _, file := range inBackticks.FindAllStringSubmatch(files, -1) {
			if !ourPath.MatchString("`" + file[1] + "`") {
				t.Errorf("%q: %s is no file of ours", title, file[1])
			}
		}
	}
}
