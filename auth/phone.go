package auth

import (
	"errors"

	"phonelogin/auth/refusal"
	"phonelogin/models/phone"
)

// Phone is a phone number. Country is a country with phone numbers.
type (
	Phone   = phone.Number
	Country = phone.Country
)

// ParseWirePhone reads a number of the JSON API and gives it its one spelling. Refuses
// with BadPhone.
func ParseWirePhone(s string) (Phone, error) {
	p, err := phone.ParseWire(s)
	return p, refuseNumber(err)
}

// ParseTypedPhone reads a number as people write it. Without a country code, country is
// the one that they chose. Refuses with BadPhone.
func ParseTypedPhone(typed, country string) (Phone, error) {
	p, err := phone.ParseTyped(typed, country)
	return p, refuseNumber(err)
}

// refuseNumber turns a problem of a number into BadPhone.
func refuseNumber(err error) error {
	var problem phone.Problem
	if errors.As(err, &problem) {
		return &refusal.Refusal{Reason: refusal.BadPhone, Phone: problem}
	}
	return err
}

// Countries lists the countries that are allowed, by ISO code; all if none are named.
func Countries(allowed []string) []Country { return phone.Countries(allowed) }

// Example returns a mobile number of a country, as people there write it and with the
// country code; both are "" if the numbering plan has none.
func Example(iso string) (national, whole string) { return phone.Example(iso) }
