package auth

import (
	"errors"

	"phonelogin/auth/phone"
	"phonelogin/auth/refusal"
)

// Phone is a number, and Country one that people can have numbers of.
type (
	Phone   = phone.Number
	Country = phone.Country
)

// ParseWirePhone reads a number as the JSON API takes it, and gives every number
// one spelling. Refuses with BadPhone.
func ParseWirePhone(s string) (Phone, error) {
	p, err := phone.ParseWire(s)
	return p, refuseNumber(err)
}

// ParseTypedPhone reads a number as people write it, in the country that they
// chose where it has no country code. Refuses with BadPhone.
func ParseTypedPhone(typed, country string) (Phone, error) {
	p, err := phone.ParseTyped(typed, country)
	return p, refuseNumber(err)
}

// refuseNumber makes a refusal of a problem.
func refuseNumber(err error) error {
	var problem phone.Problem
	if errors.As(err, &problem) {
		return &refusal.Refusal{Reason: refusal.BadPhone, Phone: problem}
	}
	return err
}

// Countries lists the allowed ones, or all when none are named, by ISO code.
func Countries(allowed []string) []Country { return phone.Countries(allowed) }

// Example is a mobile number of a country, as people there write it and with the
// country's code; both empty where the plans know none.
func Example(iso string) (national, whole string) { return phone.Example(iso) }
