package phone

import (
	"github.com/nyaruka/phonenumbers"
)

// Number is a number in E.164 without the "+", which is how it is stored,
// compared and shown on the wire: "13334445555". "" is no number.
type Number string

// E164 is the number with its "+": "+13334445555".
func (p Number) E164() string { return "+" + string(p) }

// Digits is the number without "+", as most carriers want it.
func (p Number) Digits() string { return string(p) }

// Pretty is the number as it is written internationally: "+49 1512 3456789".
func (p Number) Pretty() string {
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return p.E164()
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Masked shows the country's code and the last two digits: "+49 … 67". It is all
// that logs, notices and strangers get to see.
func (p Number) Masked() string {
	if len(p) < 5 {
		return "…"
	}
	code := ""
	if n, err := phonenumbers.Parse(p.E164(), ""); err == nil {
		code = phoneCode(int(n.GetCountryCode())) + " "
	}
	return code + "… " + p.Last2()
}

// Last2 are the last two digits.
func (p Number) Last2() string { return string(p[max(0, len(p)-2):]) }

// Landline reports whether the number is certainly a fixed line, where a text
// may not arrive.
func (p Number) Landline() bool {
	n, err := phonenumbers.Parse(p.E164(), "")
	return err == nil && phonenumbers.GetNumberType(n) == phonenumbers.FIXED_LINE
}
