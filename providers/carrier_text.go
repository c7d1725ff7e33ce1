package providers

import (
	"log/slog"
	"regexp"
	"strings"
)

// maxCarrierText is the most that is kept of a carrier's text, in bytes.
const maxCarrierText = 200

var (
	// Four digits may be part of a number or a code, whatever separates them.
	digitRuns = regexp.MustCompile(`\p{Nd}(?:[\s.,:;()/*_"'-]*\p{Nd}){3,}`)
	// A word of this length is a key, a token or an id.
	longWords = regexp.MustCompile(`[\pL\p{Nd}_+=-]{20,}`)
	// Characters that could break or fake a log line.
	unprintable = regexp.MustCompile(`[^\pL\pM\pN\pP\pS ]+`)
)

// withCarrierText adds the carrier's error text. Carriers quote numbers and whole
// messages, so digits and long words are removed: no number, code or key is kept.
func (e *Error) withCarrierText(words string) *Error {
	words = longWords.ReplaceAllString(digitRuns.ReplaceAllString(words, "…"), "…")
	words = strings.Join(strings.Fields(unprintable.ReplaceAllString(words, " ")), " ")
	if len(words) > maxCarrierText {
		words = strings.ToValidUTF8(words[:maxCarrierText], "") + "…"
	}
	e.CarrierText = words
	return e
}

// Meaning explains to an operator why a send through a provider failed: the meaning
// of the carrier's code, or else of the reason.
func (e *Error) Meaning(provider string) string {
	if says := CodeMeaning(provider, e.Code, false); says != "" {
		return says
	}
	return ReasonOf(e).Meaning()
}

// Explained is the error's text with the carrier's text, for the log and for
// operators.
func (e *Error) Explained() string {
	if e.CarrierText == "" {
		return e.Error()
	}
	return e.Error() + ": " + e.CarrierText
}

// LogValue is Explained. Only the log shows a carrier's text without being asked.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Explained()) }
