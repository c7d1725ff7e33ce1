package phone

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// wireForm is the JSON API's rule (wire contract, section 4).
var wireForm = regexp.MustCompile(`^[1-9][0-9]{1,14}$`)

// ParseWire reads a number as the JSON API takes it: one leading "+" and all
// blanks go, the rest must be 2 to 15 digits. The spellings of one number give
// one Number: a trunk prefix after the country's code goes, and so does what a
// country has dropped. A number that the plans do not know stays as it was
// sent. Refuses with Invalid.
func ParseWire(s string) (Number, error) {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "+"), " ", "")
	if !wireForm.MatchString(s) {
		return "", Invalid
	}
	n, err := international(s)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return Number(s), nil
	}
	return numberOf(n), nil
}

func numberOf(n *phonenumbers.PhoneNumber) Number {
	return Number(strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+"))
}

// international reads digits that begin with a country's code, in today's
// spelling where the plans know the number.
func international(digits string) (*phonenumbers.PhoneNumber, error) {
	n, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return nil, problemOf(err)
	}
	code := int(n.GetCountryCode())
	_, rest := cutCode(digits, code)
	return today(n, code, rest), nil
}

func problemOf(err error) Problem {
	switch err {
	case phonenumbers.ErrInvalidCountryCode:
		return NoCountry
	case phonenumbers.ErrTooShortNSN, phonenumbers.ErrTooShortAfterIDD:
		return TooShort
	case phonenumbers.ErrNumTooLong:
		return TooLong
	}
	return Invalid
}

// today is a number in today's spelling: n itself where the plan knows it, else
// what an older spelling of the digits within the country means now.
func today(n *phonenumbers.PhoneNumber, code int, within string) *phonenumbers.PhoneNumber {
	if phonenumbers.IsValidNumber(n) {
		return withMobileMark(n)
	}
	for _, old := range respellings[code] {
		if !old.then.MatchString(within) {
			continue
		}
		if m := known(code, old.then.ReplaceAllString(within, old.now)); mobile(m) {
			return withMobileMark(m)
		}
	}
	// People write the zero of their neighbours' plans, or of their own old one.
	if rest, found := strings.CutPrefix(within, "0"); found {
		if m := known(code, rest); mobile(m) {
			return m
		}
	}
	return n
}

// known is the number of just these digits within a country, nil where its plan
// does not know it.
func known(code int, within string) *phonenumbers.PhoneNumber {
	n, err := phonenumbers.Parse(phoneCode(code)+within, "")
	if err != nil || !phonenumbers.IsValidNumber(n) || phonenumbers.GetNationalSignificantNumber(n) != within {
		return nil
	}
	return n
}

// withMobileMark writes an Argentine number with the 9 of mobile numbers. Ten
// digits are one phone there, with or without it; a text only ever goes to a
// mobile phone, and only arrives with it.
func withMobileMark(n *phonenumbers.PhoneNumber) *phonenumbers.PhoneNumber {
	digits := phonenumbers.GetNationalSignificantNumber(n)
	if n.GetCountryCode() != argentina || len(digits) != 10 {
		return n
	}
	if m := known(argentina, "9"+digits); mobile(m) {
		return m
	}
	return n
}

// mobile reports whether a number is known to be one that gets texts.
func mobile(n *phonenumbers.PhoneNumber) bool {
	if n == nil {
		return false
	}
	t := phonenumbers.GetNumberType(n)
	return t == phonenumbers.MOBILE || t == phonenumbers.FIXED_LINE_OR_MOBILE
}

// Today is the number in today's spelling. Earlier releases, and other servers,
// stored numbers as they were sent. Refuses with Invalid.
func (p Number) Today() (Number, error) { return ParseWire(string(p)) }

// OldSpellings are the other digits that ParseWire takes for this number, as far
// as clients are known to send them. Earlier releases stored numbers as they
// were sent. Digits that are a number of their own today are none: somebody else
// has that number.
func (p Number) OldSpellings() []Number {
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return nil
	}
	code := int(n.GetCountryCode())
	prefix, within := cutCode(string(p), code)
	trunk := phonenumbers.GetNddPrefixForRegion(phonenumbers.GetRegionCodeForCountryCode(code), true)
	if trunk == "" {
		trunk = "0"
	}
	old := []string{trunk + within}
	for _, r := range respellings[code] {
		if !r.is.MatchString(within) {
			continue
		}
		for _, was := range r.was {
			old = append(old, r.is.ReplaceAllString(within, was))
		}
	}
	var all []Number
	for _, digits := range old {
		if again, err := ParseWire(prefix + digits); err == nil && again == p {
			all = append(all, Number(prefix+digits))
		}
	}
	return all
}

func cutCode(digits string, code int) (prefix, rest string) {
	prefix = strings.TrimPrefix(phoneCode(code), "+")
	return prefix, strings.TrimPrefix(digits, prefix)
}
