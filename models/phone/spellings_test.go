package phone

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// examples are a mobile number of each country.
func examples() map[string]*phonenumbers.PhoneNumber {
	all := map[string]*phonenumbers.PhoneNumber{}
	for _, c := range Countries(nil) {
		if n := exampleOf(c.ISO); n != nil {
			all[c.ISO] = n
		}
	}
	return all
}

// wayOut is how a number of another country begins.
func wayOut(iso string) string {
	p := planOf(iso)
	for _, prefix := range []string{p.usual, "00", "000", "0021", "009", "010", "011", "001", "002", "020"} {
		if prefix != "" && p.wayOut.MatchString(prefix) {
			return prefix
		}
	}
	panic("no way out of " + iso)
}

func TestAllSpellingsOfANumberAreOne(t *testing.T) {
	for iso, n := range examples() {
		want, code := numberOf(n), phoneCode(int(n.GetCountryCode()))
		within, digits := phonenumbers.GetNationalSignificantNumber(n), string(want)
		national, whole := Example(iso)
		spellings := []string{
			want.E164(), digits, "00" + digits, "+00" + digits, "(" + code + ") " + within, code[1:] + "+ " + within,
			wayOut(iso) + digits, national, whole, within, "tel:" + want.E164(), "https://wa.me/" + digits,
			phonenumbers.Format(n, phonenumbers.RFC3966),
		}
		if iso != "IT" && iso != "VA" && iso != "AC" { // there, it is another number
			spellings = append(spellings, code+" (0) "+within)
		}
		for _, spelling := range spellings {
			if got, err := ParseTyped(spelling, iso); got != want {
				t.Errorf("%q in %s: got %q, %v, want %s", spelling, iso, got, err, want)
			}
		}
		for _, old := range append(want.OldSpellings(), Number(digits)) {
			if got, err := old.Today(); got != want {
				t.Errorf("%s, once stored as %s: got %q, %v", want, old, got, err)
			}
		}
		if slices.Contains(want.OldSpellings(), Number(digits)) {
			t.Errorf("%s is an old spelling of itself", want)
		}
	}
}

func TestAWayOutLeadsToOtherCountries(t *testing.T) {
	others := []string{
		"AR", "AU", "BR", "CH", "CN", "DE", "EG", "ES", "FI", "FR", "GB", "ID", "IL", "IN", "IT", "JP", "KE", "KR", "MX",
		"NG", "PK", "PL", "RU", "SA", "SG", "TH", "TR", "UA", "US", "ZA",
	}
	all := examples()
	for _, iso := range slices.Sorted(maps.Keys(all)) {
		for _, other := range others {
			want := numberOf(all[other])
			typed := wayOut(iso) + string(want)
			if got, err := ParseTyped(typed, iso); got != want {
				t.Errorf("%s of %s in %s: got %q, %v", typed, other, iso, got, err)
			}
		}
	}
}

func TestNoGuessLeavesTheChosenCountry(t *testing.T) {
	tried := 0
	for iso, n := range examples() {
		within, code := phonenumbers.GetNationalSignificantNumber(n), int(n.GetCountryCode())
		for k := range 100 {
			b := []byte(within)
			for i := range b {
				b[i] = byte('0' + (int(b[i]-'0')+k*(i+3)*7)%10)
			}
			fits := known(code, string(b))
			if fits == nil {
				continue
			}
			tried++
			got, err := ParseTyped(string(b), iso)
			if err == nil && !strings.HasPrefix(got.E164(), phoneCode(code)) {
				t.Errorf("%s in %s: got %s", b, iso, got)
			}
		}
	}
	if tried < 5000 {
		t.Errorf("only %d numbers were tried", tried)
	}
}

func BenchmarkParseTyped(b *testing.B) {
	for b.Loop() {
		if _, err := ParseTyped("0011 65 9234 5678", "AU"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseWire(b *testing.B) {
	for b.Loop() {
		if _, err := ParseWire("+4915112345678"); err != nil {
			b.Fatal(err)
		}
	}
}
