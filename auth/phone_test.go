package auth

import (
	"errors"
	"testing"
)

// proves P3, P4, P9
func TestParseTypedPhone(t *testing.T) {
	for _, test := range []struct {
		typed, country string
		want           Phone
		refusal        Reason
	}{
		{"+49 151 12345678", "US", "4915112345678", ""},
		{"0049 151 12345678", "US", "4915112345678", ""},
		{"(0151) 123-456 78", "DE", "4915112345678", ""},
		{"0151.12345678", "DE", "4915112345678", ""},
		{"0151/12345678", "DE", "4915112345678", ""},
		{"0151 123 456 78", "DE", "4915112345678", ""},
		{"+49 (0) 151 12345678", "DE", "4915112345678", ""},
		{"4915112345678", "DE", "4915112345678", ""},
		{"+٤٩ ١٥١ ١٢٣٤٥٦٧٨", "US", "4915112345678", ""},
		{"＋４９　１５１１２３４５６７８", "US", "4915112345678", ""},
		{"‪+49 151 12345678‬", "US", "4915112345678", ""},
		{"+13334445555", "DE", "13334445555", ""},
		{"333 444 5555", "US", "13334445555", ""},
		{"+44 7911 123456", "US", "447911123456", ""},
		{"+7 701 123 4567", "RU", "77011234567", ""},
		{"", "DE", "", PhoneMissing},
		{" ‪ ", "DE", "", PhoneMissing},
		{"0151", "DE", "", PhoneTooShort},
		{"+49 15", "DE", "", PhoneTooShort},
		{"+1 333 444", "US", "", PhoneTooShort},
		{"+1 333 444 55555", "US", "", PhoneTooLong},
		{"+49 151 12345678 12345678 12345678", "DE", "", PhoneTooLong},
		{"+999 123456789", "DE", "", PhoneNoCountry},
		{"015112345678", "", "", PhoneNoCountry},
		{"hello", "DE", "", BadPhone},
		{"+49 900 1234567", "DE", "", PhoneNotMobile},
		{"+1 800 234 5678", "US", "", PhoneNotMobile},
		{"+49 151 12345678 ext. 5", "DE", "", BadPhone},
	} {
		t.Run(test.typed+" in "+test.country, func(t *testing.T) {
			got, err := ParseTypedPhone(test.typed, test.country)
			var r *Refusal
			if test.refusal != "" {
				if !errors.As(err, &r) || r.Reason != test.refusal {
					t.Fatalf("got %q, %v, want refusal %s", got, err, test.refusal)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestParseWirePhone(t *testing.T) {
	for in, want := range map[string]Phone{
		"+13334445555": "13334445555", "13334445555": "13334445555", "+1 333 444 5555": "13334445555", "12": "12",
		"123456789012345": "123456789012345",
		"":                "", "+": "", "1": "", "0701234567": "", "+1-555-010-0001": "", "++1333": "", "1234567890123456": "",
		"abc": "", "+1333\t444": "", "１３３３": "", "1333\n": "",
	} {
		got, err := ParseWirePhone(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseWirePhone(%q): got %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestMasked(t *testing.T) {
	for phone, want := range map[Phone]string{
		"4915112345678": "+49 … 78", "13334445555": "+1 … 55", "99912345678": "… 78", "12": "…",
	} {
		if got := phone.Masked(); got != want {
			t.Errorf("%s: got %q, want %q", phone, got, want)
		}
	}
}

func FuzzParseTypedPhone(f *testing.F) {
	for _, seed := range []string{"+49 151 12345678", "0151", "+٤٩", ";ext=1", "tel:+1;phone-context=x", "\x00", "+" + "9"} {
		f.Add(seed, "DE")
	}
	f.Fuzz(func(t *testing.T, typed, country string) {
		phone, err := ParseTypedPhone(typed, country)
		var r *Refusal
		if err != nil {
			if !errors.As(err, &r) {
				t.Fatalf("%q in %q: a fault: %v", typed, country, err)
			}
			return
		}
		if again, err := ParseWirePhone(phone.E164()); err != nil || again != phone {
			t.Fatalf("%q in %q: got %q, which is no number", typed, country, phone)
		}
		_, _, _ = phone.Masked(), phone.Pretty(), phone.Country()
	})
}
