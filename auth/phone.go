package auth

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a number in E.164 without the "+", which is how it is stored,
// compared and shown on the wire: "13334445555".
type Phone string

// wirePhone is the JSON API's rule (wire contract, section 4).
var wirePhone = regexp.MustCompile(`^[1-9][0-9]{1,14}$`)

// ParseWirePhone reads a number as the JSON API takes it: one leading "+" and
// all blanks go, the rest must be 2 to 15 digits. Refuses with BadPhone.
func ParseWirePhone(s string) (Phone, error) {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "+"), " ", "")
	if !wirePhone.MatchString(s) {
		return "", refuse(BadPhone)
	}
	return Phone(s), nil
}

// maxTyped bounds what is parsed: no number takes more, however it is spaced.
const maxTyped = 64

// ParseTypedPhone reads a number as people write it, in the country that they
// chose where it has no country code. What the numbering plans merely do not
// know passes; what cannot be a number is refused with BadPhone, PhoneTooShort,
// PhoneTooLong, PhoneNoCountry or PhoneNotMobile (proves P3, P4, P9).
func ParseTypedPhone(typed, country string) (Phone, error) {
	if len([]rune(typed)) > maxTyped {
		return "", refuse(PhoneTooLong)
	}
	s := plainDigits(typed)
	switch {
	case s == "":
		return "", refuse(PhoneMissing)
	case strings.Trim(s, "0123456789") == "" && len(s) < 3:
		return "", refuse(PhoneTooShort) // too short for the numbering plans to say so
	}
	n, err := parsePhone(s, country)
	if err != nil {
		return "", err
	}
	if n.GetExtension() != "" {
		return "", refuse(BadPhone)
	}
	if err := possible(n); err != nil {
		return "", err
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.TOLL_FREE, phonenumbers.SHARED_COST,
		phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL:
		return "", refuse(PhoneNotMobile)
	}
	return ParseWirePhone(phonenumbers.Format(n, phonenumbers.E164))
}

// plainDigits turns the digits of all scripts into 0-9 and drops what people
// and clipboards put between them, invisible marks included.
func plainDigits(s string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte(byte('0' + DigitValue(r)))
		case r == '+' || r == '＋':
			b.WriteByte('+')
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Pd, r),
			strings.ContainsRune("().,/·−", r):
		default:
			b.WriteRune(r)
		}
	}
	plain := b.String()
	// The way out of most countries; nobody's own numbers begin with it.
	if rest, found := strings.CutPrefix(plain, "00"); found {
		plain = "+" + rest
	}
	return plain
}

// DigitValue is the value of a decimal digit of any script. In Unicode the digits
// of a script stand in order, ten by ten.
func DigitValue(r rune) int {
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	return -1
}

func parsePhone(s, country string) (*phonenumbers.PhoneNumber, error) {
	n, err := phonenumbers.Parse(s, country)
	switch {
	case err == phonenumbers.ErrInvalidCountryCode:
		return nil, refuse(PhoneNoCountry)
	case err == phonenumbers.ErrTooShortNSN, err == phonenumbers.ErrTooShortAfterIDD:
		return nil, refuse(PhoneTooShort)
	case err == phonenumbers.ErrNumTooLong:
		return nil, refuse(PhoneTooLong)
	case err != nil:
		return nil, refuse(BadPhone)
	}
	if strings.HasPrefix(s, "+") || mobile(n) {
		return n, nil
	}
	// Typed with the country's code but without "+": taken as a national number
	// it would get the code twice.
	whole, err := phonenumbers.Parse("+"+s, "")
	if err == nil && (mobile(whole) || !phonenumbers.IsValidNumber(n) && phonenumbers.IsValidNumber(whole)) {
		return whole, nil
	}
	return n, nil
}

// mobile reports whether a number is known to be one that gets texts.
func mobile(n *phonenumbers.PhoneNumber) bool {
	t := phonenumbers.GetNumberType(n)
	return t == phonenumbers.MOBILE || t == phonenumbers.FIXED_LINE_OR_MOBILE
}

// possible refuses what cannot be a number.
func possible(n *phonenumbers.PhoneNumber) error {
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.IS_POSSIBLE:
		if !phonenumbers.IsValidNumber(n) && unfinished(n) {
			return refuse(PhoneTooShort)
		}
		return nil
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return refuse(PhoneTooShort)
	case phonenumbers.TOO_LONG:
		return refuse(PhoneTooLong)
	case phonenumbers.INVALID_COUNTRY_CODE:
		return refuse(PhoneNoCountry)
	}
	return refuse(BadPhone)
}

// unfinished reports whether a number that the plans do not know is clearly
// shorter than the mobile numbers of its country: the beginning of one can be as
// long as some landline. Two digits are left for plans that are out of date.
func unfinished(n *phonenumbers.PhoneNumber) bool {
	country := phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
	mobile := phonenumbers.GetExampleNumberForType(country, phonenumbers.MOBILE)
	return mobile != nil && len(phonenumbers.GetNationalSignificantNumber(n))+2 <
		len(phonenumbers.GetNationalSignificantNumber(mobile))
}

// E164 is the number with its "+".
func (p Phone) E164() string { return "+" + string(p) }

// Pretty is the number as it is written internationally: "+49 1512 3456789".
func (p Phone) Pretty() string {
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return p.E164()
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Masked shows the country's code and the last two digits: "+49 … 67". It is all
// that logs, notices and strangers get to see.
func (p Phone) Masked() string {
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
func (p Phone) Last2() string { return string(p[max(0, len(p)-2):]) }

// Landline reports whether the number is certainly a fixed line, where a text
// may not arrive.
func (p Phone) Landline() bool {
	n, err := phonenumbers.Parse(p.E164(), "")
	return err == nil && phonenumbers.GetNumberType(n) == phonenumbers.FIXED_LINE
}
