package phone

// Problem says why something is no number that can be used. It is stable:
// clients see it.
type Problem string

// The problems.
const (
	Invalid   Problem = "bad_phone"        // cannot be a number
	Missing   Problem = "phone_missing"    // nothing was entered
	TooShort  Problem = "phone_too_short"  // digits are missing
	TooLong   Problem = "phone_too_long"   // has more digits than its country allows
	NoCountry Problem = "phone_no_country" // begins with no country's code
	NotMobile Problem = "phone_not_mobile" // is certainly no number that gets texts
	BadSign   Problem = "phone_bad_sign"   // has a letter or sign that may stand for a digit
	NotOne    Problem = "phone_not_one"    // is several numbers, or has an extension
	Unclear   Problem = "phone_ambiguous"  // fits several countries
)

// Error is the problem's name.
func (p Problem) Error() string { return string(p) }
