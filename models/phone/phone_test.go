package phone

import (
	"errors"
	"slices"
	"testing"
)

func TestParseWire(t *testing.T) {
	for in, want := range map[string]Number{
		"+13334445555": "13334445555", "13334445555": "13334445555", "+1 333 444 5555": "13334445555", "12": "12",
		"123456789012345": "123456789012345",
		"":                "", "+": "", "1": "", "0701234567": "", "+1-555-010-0001": "", "++1333": "", "1234567890123456": "",
		"abc": "", "+1333\t444": "", "１３３３": "", "1333\n": "",
	} {
		got, err := ParseWire(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseWire(%q): got %q, %v, want %q", in, got, err, want)
		}
	}
}

// Estonia gives out mobile numbers of eight digits that begin with 8: one of a block
// that the plans do not know yet is no spelling of a shorter one.
func TestANumberOfANewBlockIsNotTakenForAnother(t *testing.T) {
	const longer, shorter = "37285174757", Number("3725174757")
	if got, err := ParseWire(longer); err != nil || got != longer {
		t.Errorf("got %q, %v", got, err)
	}
	if old := shorter.OldSpellings(); slices.Contains(old, longer) {
		t.Errorf("old spellings of %s: %q", shorter, old)
	}
}

func TestMasked(t *testing.T) {
	for phone, want := range map[Number]string{
		"4915112345678": "+49 … 78", "13334445555": "+1 … 55", "99912345678": "… 78", "12": "…",
	} {
		if got := phone.Masked(); got != want {
			t.Errorf("%s: got %q, want %q", phone, got, want)
		}
	}
}

func FuzzParseTyped(f *testing.F) {
	for _, seed := range []string{
		"+49 151 12345678", "0151", "+٤٩", ";ext=1", "tel:+1;phone-context=x", "\x00", "+" + "9", "https://wa.me/49", "0xx11 9", "1/2/3", "49+1",
	} {
		f.Add(seed, "DE")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, typed, country string) {
		phone, err := ParseTyped(typed, country)
		var problem Problem
		if err != nil {
			if !errors.As(err, &problem) {
				t.Fatalf("%q in %q: a fault: %v", typed, country, err)
			}
			return
		}
		if again, err := ParseWire(phone.E164()); err != nil || again != phone {
			t.Fatalf("%q in %q: got %q, of which ParseWire makes %q", typed, country, phone, again)
		}
		_, _, _ = phone.Masked(), phone.Pretty(), phone.Country()
	})
}
