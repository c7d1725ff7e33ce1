package phone

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Country is a country that people can have numbers of.
type Country struct {
	ISO  string // ISO 3166-1 alpha-2
	Code string // calling code with "+"
}

// Countries lists the countries that are allowed, by ISO code; all if none are named.
func Countries(allowed []string) []Country {
	var all []Country
	for iso := range phonenumbers.GetSupportedRegions() {
		if len(allowed) == 0 || slices.Contains(allowed, iso) {
			all = append(all, Country{ISO: iso, Code: phoneCode(phonenumbers.GetCountryCodeForRegion(iso))})
		}
	}
	slices.SortFunc(all, func(a, b Country) int { return strings.Compare(a.ISO, b.ISO) })
	return all
}

// Country is the ISO code of the number's country, "" where the numbering plans
// do not know the number.
func (p Number) Country() string {
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(n)
}

// Origin is the ISO code of the number's country. Where the plans do not know the
// number it is that of the only country with the calling code, or the calling
// code where several share it.
func (p Number) Origin() string {
	if iso := p.Country(); iso != "" {
		return iso
	}
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return p.E164()
	}
	code := int(n.GetCountryCode())
	if all := phonenumbers.GetRegionCodesForCountryCode(code); len(all) == 1 {
		return all[0]
	}
	return phoneCode(code)
}

// In reports whether the number may belong to one of the countries. A number
// that the plans do not know may belong to any country with its calling code.
func (p Number) In(countries []string) bool {
	if iso := p.Country(); iso != "" {
		return slices.Contains(countries, iso)
	}
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return false
	}
	for _, iso := range phonenumbers.GetRegionCodesForCountryCode(int(n.GetCountryCode())) {
		if slices.Contains(countries, iso) {
			return true
		}
	}
	return false
}

func phoneCode(code int) string { return "+" + strconv.Itoa(code) }

// Example returns a mobile number of a country, as people there write it and with the
// country code; both are "" if the numbering plan has none.
func Example(iso string) (national, whole string) {
	n := exampleOf(iso)
	if n == nil {
		return "", ""
	}
	national, whole = phonenumbers.Format(n, phonenumbers.NATIONAL), phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	if iso == "AR" {
		national = "011 15-2345-6789" // the library leaves the area code out
	}
	return national, whole
}

func exampleOf(iso string) *phonenumbers.PhoneNumber {
	if iso == "CL" {
		return known(chile, "987654321") // the library's is one of Santiago's landlines
	}
	return phonenumbers.GetExampleNumberForType(iso, phonenumbers.MOBILE)
}
