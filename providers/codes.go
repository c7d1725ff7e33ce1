package providers

import (
	"maps"
	"slices"
	"strconv"
)

// codeMeaning is what one code of a carrier says.
type codeMeaning struct {
	reason Reason
	text   string // one plain sentence in English, for operators
}

// codes are the codes that a carrier documents. Whoever judges a code that is
// not among them goes by the status of the answer, and condemns no number.
type codes map[int]codeMeaning

// reasonOf is what a code means by the first table that has it, else otherwise.
func reasonOf(code int, otherwise Reason, tables ...codes) Reason {
	for _, known := range tables {
		if m, ok := known[code]; ok {
			return m.reason
		}
	}
	return otherwise
}

// CodeTable is the documented codes of one provider.
type CodeTable struct {
	Provider string // see Sender.Name
	Answers  bool   // the codes are those of answers to a send
	Reports  bool   // the codes are those of delivery reports
	Rows     []CodeRow
}

// CodeRow is one code and what it means.
type CodeRow struct {
	Code    int
	Reason  Reason
	Meaning string // one plain sentence in English, for operators
}

// CodeTables are the tables of all providers, each with its codes in ascending
// order.
func CodeTables() []CodeTable {
	return []CodeTable{
		{"twilio", true, true, twilioCodes.rows()},
		{"twilio_verify", true, false, verifyCodes.rows()},
		{"messagebird", true, false, messageBirdCodes.rows()},
		{"messagebird", false, true, messageBirdReports.rows()},
		{"vonage", true, false, vonageCodes.rows()},
		{"vonage", false, true, vonageReports.rows()},
		{"textlocal", true, false, textlocalCodes.rows()},
	}
}

func (c codes) rows() []CodeRow {
	var all []CodeRow
	for _, code := range slices.Sorted(maps.Keys(c)) {
		all = append(all, CodeRow{code, c[code].reason, c[code].text})
	}
	return all
}

// CodeMeaning is what an operator is told of a provider's code, as Error has it: of a
// delivery report where reported is true, else of the answer to a send. It is ""
// for a code that is not documented.
func CodeMeaning(provider, code string, reported bool) string {
	n, err := strconv.Atoi(code)
	if err != nil {
		return ""
	}
	var known []codes
	switch {
	case provider == "twilio":
		known = []codes{twilioCodes}
	case provider == "twilio_verify":
		known = []codes{verifyCodes, twilioCodes}
	case provider == "messagebird" && reported:
		known = []codes{messageBirdReports}
	case provider == "messagebird":
		known = []codes{messageBirdCodes}
	case provider == "vonage" && reported:
		known = []codes{vonageReports}
	case provider == "vonage":
		known = []codes{vonageCodes}
	case provider == "textlocal":
		known = []codes{textlocalCodes}
	}
	for _, c := range known {
		if m, ok := c[n]; ok {
			return m.text
		}
	}
	return ""
}

// codeText is a code as Error has it: "" where there is none.
func codeText(code int) string {
	if code <= 0 {
		return ""
	}
	return strconv.Itoa(code)
}
