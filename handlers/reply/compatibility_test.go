package reply

import (
	"os"
	"regexp"
	"testing"

	"phonelogin/auth/refusal"
)

func TestCompatibilityCoversEveryCodeOfTheAPI(t *testing.T) {
	text, err := os.ReadFile("../../docs/api/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	check := func(reason refusal.Reason, a Error) {
		// The first cell of a row is the part of the contract that it is about.
		row := regexp.MustCompile("(?m)^\\|[^|]*`" + regexp.QuoteMeta(a.Code) + "`[^|]*\\| (same|better|not applicable) \\|")
		if !row.Match(text) {
			t.Errorf("%s, of %s, is not in the document", a.Code, reason)
		}
	}
	for reason, a := range answers {
		check(reason, a)
	}
	for _, answers := range exceptions {
		for reason, a := range answers {
			check(reason, a)
		}
	}
}
