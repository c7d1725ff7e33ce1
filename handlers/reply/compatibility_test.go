package reply

import (
	"os"
	"regexp"
	"testing"
)

func TestCompatibilityCoversEveryCodeOfTheAPI(t *testing.T) {
	text, err := os.ReadFile("../../docs/api/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	for reason, a := range answers {
		// The first cell of a row is the part of the contract that it is about.
		row := regexp.MustCompile("(?m)^\\|[^|]*`" + regexp.QuoteMeta(a.Code) + "`[^|]*\\| (same|better|not applicable) \\|")
		if !row.Match(text) {
			t.Errorf("%s, of %s, is not in the document", a.Code, reason)
		}
	}
}
