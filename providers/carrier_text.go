package providers

import (
	"log/slog"
	"regexp"
	"strings"
)

// maxCarrierText bounds what is kept of a carrier's words, in bytes.
const maxCarrierText = 200

var (
	// Four digits are a piece of a number or of a code, however they are set apart.
	digitRuns = regexp.MustCompile(`\p{Nd}(?:[\s.,:;()/*_"'-]*\p{Nd}){3,}`)
	// So long a word is a key, a token or an id.
	longWords = regexp.MustCompile(`[\pL\p{Nd}_+=-]{20,}`)
	// What a log line cannot hold, or what could make it look like another one.
	unprintable = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]+`)
)

// withCarrierText notes what the carrier said of the failure. Carriers quote numbers and
// whole messages: digits and long words are left out, so that no number, code or
// key is among what is kept.
func (e *Error) withCarrierText(words string) *Error {
	words = longWords.ReplaceAllString(digitRuns.ReplaceAllString(words, "…"), "…")
	words = strings.Join(strings.Fields(unprintable.ReplaceAllString(words, " ")), " ")
	if len(words) > maxCarrierText {
		words = strings.ToValidUTF8(words[:maxCarrierText], "") + "…"
	}
	e.CarrierText = words
	return e
}

// Meaning is what an operator is told of a send through a provider that failed: what
// its code means, else what its reason does.
func (e *Error) Meaning(provider string) string {
	if says := CodeMeaning(provider, e.Code, false); says != "" {
		return says
	}
	return ReasonOf(e).Meaning()
}

// Explained is the error's text and the carrier's words, for the log and for
// operators.
func (e *Error) Explained() string {
	if e.CarrierText == "" {
		return e.Error()
	}
	return e.Error() + ": " + e.CarrierText
}

// LogValue is Explained: the log is the only place where a carrier's words go
// by themselves.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Explained()) }
