package auth

import (
	"errors"

	"phonelogin/auth/refusal"
	"phonelogin/models/phone"
)

// Phone is a phone number.
type Phone = phone.Number

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
