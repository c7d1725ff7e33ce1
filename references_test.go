package phonelogin

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	contractDocument      = "docs/api/contract.md"
	exchangesDocument     = "docs/api/exchanges.md"
	compatibilityDocument = "docs/api/compatibility.md"
)

var (
	// sectionReference is "wire contract, sections 2 and 3.3", also where the words
	// stand a little apart: "as the contract has it (section 2)".
	sectionReference = regexp.MustCompile(`(?i)\bcontract\b[^.;]{0,40}?\bsections? ([0-9.]+(?:(?:, | and | to )(?:section )?[0-9.]+)*)`)

	// bareSection is a section without the word, which no search finds.
	bareSection = regexp.MustCompile(`(?i)\bcontract,? [0-9][0-9.]*`)

	// exchangeReference is "wire transcripts A14 to A18" or "exchange C8".
	exchangeReference = regexp.MustCompile(`(?i)\b(?:transcript|exchange)s? ` + exchangeID + `(?:(?:, and |, | and | to | or )` + exchangeID + `)*`)

	number         = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)*`)
	anExchange     = regexp.MustCompile(exchangeID)
	sectionHeading = regexp.MustCompile(`(?m)^#{2,3} ([0-9]+(?:\.[0-9]+)*)\.? `)
	exchangeRow    = regexp.MustCompile(`(?m)^\| <a id="([a-z0-9]+)"></a>([A-H][0-9]+b?) \|`)

	// link is a link of Markdown to a file of ours, its path and its anchor.
	link = regexp.MustCompile(`\]\(([^)#:\s]*)(?:#([^)\s]+))?\)`)

	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	anchor   = regexp.MustCompile(`<a id="([^"]+)">`)
	unslug   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	codeOfMD = regexp.MustCompile("(?ms)^```.*?^```|`[^`\n]*`")
)

const exchangeID = `\b[A-H][0-9]{1,2}b?\b`

// known are the names that references may have.
type known struct{ rules, sections, exchanges []string }

func knownNames(t *testing.T) (k known) {
	t.Helper()
	for _, r := range rules(t) {
		k.rules = append(k.rules, r.id)
	}
	for _, m := range sectionHeading.FindAllStringSubmatch(read(t, contractDocument), -1) {
		k.sections = append(k.sections, m[1])
	}
	for _, m := range exchangeRow.FindAllStringSubmatch(read(t, exchangesDocument), -1) {
		if m[1] != strings.ToLower(m[2]) {
			t.Errorf("%s: the anchor of %s is %s", exchangesDocument, m[2], m[1])
		}
		k.exchanges = append(k.exchanges, m[2])
	}
	if len(k.sections) < 40 || len(k.exchanges) < 150 {
		t.Fatalf("%d sections and %d exchanges found, want all", len(k.sections), len(k.exchanges))
	}
	return k
}

// strays are the references in a text that lead nowhere. In the documents of
// exchanges an id is that of an exchange without the word.
func (k known) strays(text string, ofExchanges bool) []string {
	var all []string
	stray := func(kind, name, document string) {
		all = append(all, fmt.Sprintf("%s %s, which is not in %s", kind, name, document))
	}
	for _, m := range sectionReference.FindAllStringSubmatch(text, -1) {
		for _, n := range number.FindAllString(m[1], -1) {
			if !slices.Contains(k.sections, n) {
				stray("section", n, contractDocument)
			}
		}
	}
	for _, m := range bareSection.FindAllString(text, -1) {
		all = append(all, fmt.Sprintf("%q, which is written “wire contract, section …”", m))
	}
	named := exchangeReference.FindAllString(text, -1)
	if ofExchanges {
		named = []string{text}
	}
	for _, said := range named {
		for _, id := range anExchange.FindAllString(said, -1) {
			if !slices.Contains(k.exchanges, id) {
				stray("exchange", id, exchangesDocument)
			}
		}
	}
	if ofExchanges {
		return all
	}
	for _, id := range ruleID.FindAllString(exchangeReference.ReplaceAllString(text, ""), -1) {
		if !slices.Contains(k.rules, id) {
			stray("rule", id, rulesDocument)
		}
	}
	return all
}

func TestReferencesToRulesSectionsAndExchangesLeadSomewhere(t *testing.T) {
	k := knownNames(t)
	for _, path := range sources(t) {
		ofExchanges := path == exchangesDocument || path == compatibilityDocument
		for _, p := range passages(path, read(t, path)) {
			for _, stray := range k.strays(p.text, ofExchanges) {
				t.Errorf("%s:%d names %s", path, p.line, stray)
			}
		}
	}
}

func TestReferencesThatLeadNowhereAreFound(t *testing.T) {
	k := knownNames(t)
	for _, tt := range []struct {
		name, path, text string
		line             int // of the comment; 0: nothing is found
	}{
		{"a rule", "a.go", "x := 1\n// proves S20\n", 0},
		{"no rule", "a.go", "x := 1\n// asked for by rule S99\n", 2},
		{"no rule, behind code", "a.go", "x := 1 // S99\n", 1},
		{"no rule of pages", "a.js", "/* kept\n   in place (C77). */\n", 1},
		{"no rule of a document", "a.md", "It holds (G88).\n", 1},
		{"what is no comment", "a.go", "id := \"C88\"\n", 0},
		{"a section", "a.go", "// wire contract, sections 2 and 6.13\n", 0},
		{"a section in the next line", "a.go", "// an answer (wire contract,\n// section 6.2).\n", 0},
		{"no section", "a.go", "// wire contract, section 77\n", 1},
		{"no section in the next line", "a.go", "// an answer (wire contract,\n// section 6.99).\n", 1},
		{"no section of two", "a.sql", "-- wire contract, sections 2 and 6.99\n", 1},
		{"a section without the word", "a.go", "// Wire contract 8.1: a token.\n", 1},
		{"a section of somebody else's", "a.go", "// RFC 6749, section 77.1\n", 0},
		{"exchanges", "a.go", "// Wire transcripts A14 to A18 and G1b.\n", 0},
		{"an exchange with the id of no rule", "a.go", "// As exchanges H16 to H19.\n", 0},
		{"no exchange", "a.go", "// Wire transcripts A14 and H20.\n", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := 0
			for _, p := range passages(tt.path, tt.text) {
				if len(k.strays(p.text, false)) > 0 {
					found = p.line
				}
			}
			if found != tt.line {
				t.Errorf("found in line %d, want %d", found, tt.line)
			}
		})
	}
}

// Every exchange that is replayed stands in the document as it was recorded.
func TestTheListOfExchangesReferencesTheRecords(t *testing.T) {
	var recorded []struct {
		ID, Title, Method, Path string
		Status                  int
	}
	if err := json.Unmarshal([]byte(read(t, "handlers/testdata/exchanges.json")), &recorded); err != nil {
		t.Fatal(err)
	}
	text := read(t, exchangesDocument)
	uuid := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	for _, e := range recorded {
		asked, _, _ := strings.Cut(uuid.ReplaceAllString(e.Path, "{id}"), "&")
		row := fmt.Sprintf("| <a id=\"%s\"></a>%s | `%s %s` | %d | %s |\n", strings.ToLower(e.ID), e.ID, e.Method, asked, e.Status, e.Title)
		if !strings.Contains(text, row) {
			t.Errorf("%s lacks the row\n%s", exchangesDocument, row)
		}
	}
}

func TestReferencesBetweenDocumentsLeadSomewhere(t *testing.T) {
	anchors := map[string][]string{}
	for _, document := range documents(t) {
		anchors[filepath.ToSlash(document)] = anchorsOf(read(t, document))
	}
	for document := range anchors {
		for _, m := range link.FindAllStringSubmatch(codeOfMD.ReplaceAllString(read(t, document), ""), -1) {
			target := document
			if m[1] != "" {
				target = path.Join(path.Dir(document), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", document, target)
			}
			if of, ok := anchors[target]; m[2] != "" && ok && !slices.Contains(of, m[2]) {
				t.Errorf("%s links to %s#%s, which is not there", document, target, m[2])
			}
		}
	}
}

// anchorsOf are the anchors of a document, as GitHub makes them of headings.
func anchorsOf(text string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	for _, m := range anchor.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

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

// The anchors are GitHub's: lower case, blanks as dashes, signs left out.
func TestAnchorsReferenceHeadings(t *testing.T) {
	got := anchorsOf("# A title\n\n## 6.2 POST /verify\n\n| <a id=\"s1\"></a>S1 |\n")
	if diff := cmp.Diff([]string{"a-title", "62-post-verify", "s1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
