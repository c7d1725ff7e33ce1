package phone

import (
	"regexp"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// plan is the numbering plan of the country that was chosen; the zero plan where
// none was.
type plan struct {
	country string // ISO
	code    int    // calling code
	usual   string // the way out that most use, "" where none is
	wayOut  *regexp.Regexp
	more    []string
}

// plans are those of all countries, made when the first is asked for.
var plans = sync.OnceValue(func() map[string]*plan {
	all := map[string]*plan{}
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		return all // the library, which holds them, would not have started
	}
	for _, m := range metadata.GetMetadata() {
		p := &plan{country: m.GetId(), code: int(m.GetCountryCode()), more: moreWaysOut[m.GetId()]}
		p.usual = strings.ReplaceAll(m.GetPreferredInternationalPrefix(), "~", "")
		prefix := m.GetInternationalPrefix()
		if prefix != "" {
			p.wayOut = regexp.MustCompile(`^(?:` + prefix + `)$`)
		}
		if p.usual == "" && strings.Trim(prefix, "0123456789") == "" {
			p.usual = prefix // the only one
		}
		all[p.country] = p
	}
	return all
})

func planOf(country string) *plan {
	if p := plans()[country]; p != nil {
		return p
	}
	return &plan{}
}

// isCode reports whether digits are a country's calling code.
func isCode(digits string) bool {
	for _, p := range plans() {
		if phoneCode(p.code) == "+"+digits {
			return true
		}
	}
	return false
}

// national reads digits as people in the country write them, nil where that
// cannot be.
func (p *plan) national(digits string) *phonenumbers.PhoneNumber {
	if p.country == "" {
		return nil
	}
	n, err := phonenumbers.ParseAndKeepRawInput(digits, p.country)
	if err != nil || n.GetCountryCodeSource() != phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY {
		// The library has cut what it takes for a way out or the country's code.
		n, err = phonenumbers.Parse(phoneCode(p.code)+digits, "")
	}
	if err != nil || int(n.GetCountryCode()) != p.code {
		return nil
	}
	if strings.HasPrefix(digits, "00") {
		return n // a way out at most: no trunk prefix is written twice
	}
	return today(n, p.code, digits)
}

// behindOwnCode reads digits as a number of the country behind its code, which
// may stand behind a way out; nil where that cannot be.
func (p *plan) behindOwnCode(digits string) *phonenumbers.PhoneNumber {
	if p.country == "" {
		return nil
	}
	for _, rest := range append(p.waysOut(digits), strings.TrimPrefix(digits, "00"), digits) {
		if !strings.HasPrefix("+"+rest, phoneCode(p.code)) {
			continue
		}
		if n, err := international(rest); err == nil && int(n.GetCountryCode()) == p.code && valid(n) {
			return n
		}
	}
	return nil
}

// waysOut are what is left of digits behind each way out of the country that
// they may begin with.
func (p *plan) waysOut(digits string) []string {
	var rests []string
	for _, prefix := range p.more {
		if rest, found := strings.CutPrefix(digits, prefix); found {
			rests = append(rests, rest)
		}
	}
	for k := 1; p.wayOut != nil && k < min(len(digits), 12); k++ {
		if p.wayOut.MatchString(digits[:k]) {
			rests = append(rests, digits[k:])
		}
	}
	return rests
}

// cutWayOut reports whether digits begin with a way out of the country, and what
// follows the likeliest one: what the plan says, or "00".
func (p *plan) cutWayOut(digits string) (rest string, found bool) {
	if rest, found = strings.CutPrefix(digits, p.usual); found && p.usual != "" {
		return rest, true
	}
	if rest, found = strings.CutPrefix(digits, "00"); found {
		return rest, true
	}
	for _, rest := range p.waysOut(digits) {
		if p.foreign(rest) != nil {
			return rest, true
		}
	}
	return "", false
}

// abroad reads a number behind a way out. The usual one is certain; the plan's
// others are when they give one number. Where the plan finds nothing, and where
// it knows a more usual way out, "00" counts as well.
func (p *plan) abroad(digits, likeliest string) (*phonenumbers.PhoneNumber, error) {
	if rest, found := strings.CutPrefix(digits, p.usual); found && p.usual != "" && p.couldBe(rest) {
		return international(rest)
	}
	found, close := map[Number]*phonenumbers.PhoneNumber{}, 0
	add := func(rest string) {
		if n := p.foreign(rest); n != nil {
			found[numberOf(n)] = n
		} else if p.couldBe(rest) {
			close++
		}
	}
	for _, rest := range p.waysOut(digits) {
		add(rest)
	}
	if rest, zeros := strings.CutPrefix(digits, "00"); zeros && (len(found) == 0 || p.usual != "") {
		add(rest)
	}
	switch {
	case len(found) == 1 && close == 0:
		for _, n := range found {
			return n, nil
		}
	case len(found)+close > 1, doublesTrunk(likeliest):
		return nil, Unclear
	}
	return international(likeliest) // too short, or not known to the plans
}

// couldBe reports whether a number behind a way out is one that the plans know,
// or may be one that they do not know yet.
func (p *plan) couldBe(rest string) bool {
	n, err := international(rest)
	return err == nil && !doublesTrunk(rest) && (valid(n) || whyUnknown(n) == nil)
}

// foreign is the number behind a way out, nil where the plans know none.
func (p *plan) foreign(rest string) *phonenumbers.PhoneNumber {
	if doublesTrunk(rest) {
		return nil
	}
	n, err := international(rest)
	if err != nil || !valid(n) {
		return nil
	}
	return n
}

// doublesTrunk reports whether digits behind a way out begin with the code of
// North America and its trunk prefix, which is the same digit. Nobody writes both;
// "00 11" is the beginning of Australia's way out.
func doublesTrunk(rest string) bool { return strings.HasPrefix(rest, "11") }

// mayHaveBeen reports whether digits look like an older spelling of the country.
func (p *plan) mayHaveBeen(digits string) bool {
	for _, old := range respellings[p.code] {
		if old.then.MatchString(digits) {
			return true
		}
	}
	return false
}

// begins reports whether digits are a mobile number of the country and a few more:
// "201 555 0123 24" is no Egyptian number where the United States are chosen.
func (p *plan) begins(digits string) bool {
	const more = 3
	for k := 1; k <= more && k < len(digits); k++ {
		if mobile(p.national(digits[:len(digits)-k])) {
			return true
		}
	}
	return false
}

// mayBe reports whether a number that the plan does not know could be one of the
// country all the same.
func (p *plan) mayBe(n *phonenumbers.PhoneNumber) bool {
	return n != nil && !strings.HasPrefix(phonenumbers.GetNationalSignificantNumber(n), "0") && whyUnknown(n) == nil
}

// why tells what is wrong with digits that are no number of the country, nor of
// another.
func (p *plan) why(digits string) error {
	if p.country == "" {
		return NoCountry
	}
	n, err := phonenumbers.Parse(digits, p.country)
	if err != nil {
		return problemOf(err)
	}
	if err := whyUnknown(n); err != nil {
		return err
	}
	return Invalid
}
