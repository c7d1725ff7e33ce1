package providers

import (
	"log/slog"
	"regexp"
	"strings"
)

// longestSaid bounds what is kept of a carrier's words, in bytes.
const longestSaid = 200

var (
	// Four digits are a piece of a number or of a code, however they are set apart.
	digitsSaid = regexp.MustCompile(`\p{Nd}(?:[\s.,:;()/*_"'-]*\p{Nd}){3,}`)
	// So long a word is a key, a token or an id.
	keysSaid = regexp.MustCompile(`[\pL\p{Nd}_+=-]{20,}`)
	// What a log line cannot hold, or what could make it look like another one.
	oddSaid = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]+`)
)

// quoting notes what the carrier said of the failure. Carriers quote numbers and
// whole messages: digits and long words are left out, so that no number, code or
// key is among what is kept.
func (e *Error) quoting(words string) *Error {
	words = keysSaid.ReplaceAllString(digitsSaid.ReplaceAllString(words, "…"), "…")
	words = strings.Join(strings.Fields(oddSaid.ReplaceAllString(words, " ")), " ")
	if len(words) > longestSaid {
		words = strings.ToValidUTF8(words[:longestSaid], "") + "…"
	}
	e.Said = words
	return e
}

// Says is what an operator is told of a send through a provider that failed: what
// its code means, else what its reason does.
func (e *Error) Says(provider string) string {
	if says := SayOf(provider, e.Code, false); says != "" {
		return says
	}
	return ReasonOf(e).Says()
}

// Explained is the error's text and the carrier's words, for the log and for
// operators.
func (e *Error) Explained() string {
	if e.Said == "" {
		return e.Error()
	}
	return e.Error() + ": " + e.Said
}

// LogValue is Explained: the log is the only place where a carrier's words go
// by themselves.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Explained()) }
