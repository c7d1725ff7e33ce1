package phonelogin

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
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
