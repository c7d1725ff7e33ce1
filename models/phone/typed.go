package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// ParseTyped reads a number as people write it; doc.go tells how. country is the
// ISO code of the one chosen, "" for none. What the numbering plans merely do
// not know passes. Refuses with a Problem (P3, P4, P9).
func ParseTyped(text, country string) (Number, error) {
	t, err := readText(text)
	if err != nil {
		return "", err
	}
	n, err := t.read(country)
	if err != nil {
		return "", err
	}
	if err := judge(n); err != nil {
		return "", err
	}
	return numberOf(n), nil
}

// read tries the readings.
func (t *typed) read(country string) (*phonenumbers.PhoneNumber, error) {
	n, err := readDigits(t.digits, t.plus, country)
	if len(t.parts) == 1 {
		return n, err
	}
	// "0151/2345678" is one number, "0151 234 / 0152 345" are two, and so are
	// two that happen to make a long one.
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return nil, NotOne
	}
	numbers := 0
	for _, part := range t.parts {
		one, err := readDigits(strings.TrimPrefix(part, "+"), strings.HasPrefix(part, "+"), country)
		if err == nil && phonenumbers.IsValidNumber(one) {
			numbers++
		}
	}
	if numbers > 1 {
		return nil, NotOne
	}
	return n, nil
}

func readDigits(digits string, plus bool, country string) (*phonenumbers.PhoneNumber, error) {
	switch {
	case len(digits) < fewest:
		return nil, TooShort // too short for the numbering plans to say so
	case plus:
		return international(digits)
	}
	return planOf(country).read(digits)
}

// read tries the readings of digits that do not begin with "+", in the order of
// doc.go.
func (p *plan) read(digits string) (*phonenumbers.PhoneNumber, error) {
	own, behind := p.national(digits), p.behindOwnCode(digits)
	if mobile(own) {
		return own, nil
	}
	if mobile(behind) {
		return behind, nil
	}
	whole, _ := international(digits)
	abroad := mobile(whole) && int(whole.GetCountryCode()) != p.code
	switch {
	case (textable(own) || textable(behind)) && abroad:
		return nil, Unclear
	case textable(own):
		return own, nil
	case textable(behind):
		return behind, nil
	}
	if rest, found := p.cutWayOut(digits); found {
		return p.abroad(digits, rest)
	}
	switch {
	case abroad && (p.mayBe(own) || p.mayHaveBeen(digits) || p.begins(digits)):
		return nil, Unclear
	case valid(own), p.mayBe(own):
		return own, nil
	case abroad:
		return whole, nil
	}
	return nil, p.why(digits)
}

func valid(n *phonenumbers.PhoneNumber) bool { return n != nil && phonenumbers.IsValidNumber(n) }

// textable reports whether the plans know a number and not that it gets no texts.
func textable(n *phonenumbers.PhoneNumber) bool { return valid(n) && judge(n) == nil }

// judge refuses what cannot be a number that gets texts.
func judge(n *phonenumbers.PhoneNumber) error {
	if !mobile(n) && hasCodeTwice(n) {
		return TooLong
	}
	if !phonenumbers.IsValidNumber(n) {
		return whyUnknown(n)
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.TOLL_FREE, phonenumbers.SHARED_COST,
		phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL:
		return NotMobile
	}
	return nil
}

// hasCodeTwice reports whether a mobile number stands behind its country's code and
// the same code again. The plans of Germany take that for a long landline.
func hasCodeTwice(n *phonenumbers.PhoneNumber) bool {
	code := int(n.GetCountryCode())
	rest, found := strings.CutPrefix(phonenumbers.GetNationalSignificantNumber(n), strings.TrimPrefix(phoneCode(code), "+"))
	return found && mobile(known(code, rest))
}

// whyUnknown tells what is wrong with a number that the plans do not know; nil
// where the plan may be out of date.
func whyUnknown(n *phonenumbers.PhoneNumber) error {
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return TooShort
	case phonenumbers.TOO_LONG:
		return TooLong
	case phonenumbers.INVALID_COUNTRY_CODE:
		return NoCountry
	case phonenumbers.IS_POSSIBLE:
	default:
		return Invalid
	}
	code, digits := int(n.GetCountryCode()), phonenumbers.GetNationalSignificantNumber(n)
	if code == argentina && strings.HasPrefix(digits, "15") {
		return TooShort // the area code is missing before the mark of mobile numbers
	}
	country := phonenumbers.GetRegionCodeForCountryCode(code)
	usual := exampleOf(country)
	if usual == nil {
		return nil
	}
	own := phonenumbers.GetNationalSignificantNumber(usual)
	// The beginning of a mobile number can be as long as some landline. Two
	// digits are left for plans that are out of date.
	more := len(digits) - len(own)
	switch {
	case more < -2, mobile(known(code, digits+"0")):
		return TooShort
	case strings.HasPrefix(digits, "0") && !strings.HasPrefix(own, "0"):
		return Invalid // one zero too many behind the country's code
	case more > 2, mobile(known(code, digits[:len(digits)-1])):
		return TooLong
	}
	return nil
}
