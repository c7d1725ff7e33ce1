package providers

import (
	"maps"
	"slices"
	"strconv"
)

// codeExplanation explains one code of a carrier.
type codeExplanation struct {
	reason Reason
	text   string // one plain sentence in English, for operators
}

// codes are the documented codes of a carrier. For a code that is not listed, the
// HTTP status decides, and the number is never blamed.
type codes map[int]codeExplanation

// reasonOfCode is the reason of a code in the first table that lists it, else
// otherwise.
func reasonOfCode(code int, otherwise Reason, tables ...codes) Reason {
	for _, known := range tables {
		if m, ok := known[code]; ok {
			return m.reason
		}
	}
	return otherwise
}

// CodeTable lists the documented codes of one provider.
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

// CodeTables returns the tables of all providers, codes in ascending order.
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

// CodeMeaning explains a provider's code (see Error.Code) to an operator. reported
// chooses the codes of delivery reports instead of those of answers to a send. It
// is "" for a code that is not documented.
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

// codeText is a code in the form of Error.Code: "" for none.
func codeText(code int) string {
	if code <= 0 {
		return ""
	}
	return strconv.Itoa(code)
}
