package auth

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

// Countries lists the allowed ones, or all when none are named, by ISO code.
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
func (p Phone) Country() string {
	n, err := phonenumbers.Parse(p.E164(), "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(n)
}

// in reports whether the number may belong to one of the countries. A number
// that the plans do not know may belong to any country with its calling code.
func (p Phone) in(countries []string) bool {
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

// Example is a mobile number of a country, as people there write it and with the
// country's code; both empty where the plans know none.
func Example(iso string) (national, whole string) {
	n := phonenumbers.GetExampleNumberForType(iso, phonenumbers.MOBILE)
	if n == nil {
		return "", ""
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL), phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}
