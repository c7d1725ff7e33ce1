package phone

import (
	"regexp"
	"strings"
	"unicode"
)

// typed is what was typed, without what people and clipboards put around and
// between digits.
type typed struct {
	digits string
	plus   bool     // the country's code comes first
	parts  []string // of what may be several numbers: the digits of each
}

const (
	// maxText bounds what is read: links are longer than numbers.
	maxText = 256
	// maxTyped bounds a number, however it is spaced.
	maxTyped = 64
)

var (
	// label is what cards and letters print before a number.
	label = regexp.MustCompile(`^(?i:[\p{L}\p{M}][\p{L}\p{M} .\-/]{0,23}[:：]|(?:tel|phone|telephone|telefon|mob|mobile|mobil|handy|cell|cel)\b\.?)`)
	// extension is what follows the number of a switchboard.
	extension = regexp.MustCompile(`(?i)[0-9)][\s,;./-]*(?:ext\.?|extn\.?|extension|x|#|доб\.?|durchwahl|ramal|anexo|poste|int\.?|w|p)[\s.:=]*[0-9]{1,7}\s*$`)
	// brazilianCarrier stands for the digits of any carrier: "(0xx11)".
	brazilianCarrier = regexp.MustCompile(`(?i)\(?0\s?xx\s?([0-9]{2})\)?`)
)

// fewest digits make a number of which one sign may be wrong; less is no number.
const fewest = 3

// readText finds the digits of a number in what was typed. Refuses with Missing,
// Invalid, TooLong, BadSign or NotOne.
func readText(text string) (*typed, error) {
	if len([]rune(text)) > maxText {
		return nil, TooLong
	}
	text = plainText(text)
	t, err := textOf(text)
	if err == BadSign && len(strings.Map(onlyDigits, text)) < fewest {
		return nil, Invalid
	}
	return t, err
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

func textOf(text string) (*typed, error) {
	text = strings.TrimLeft(text, `'’"`)
	if number, isLink, err := fromLink(text); isLink {
		if err != nil {
			return nil, err
		}
		text = number
	}
	text = strings.TrimSpace(label.ReplaceAllString(text, ""))
	if extension.MatchString(text) {
		return nil, NotOne
	}
	text = brazilianCarrier.ReplaceAllString(text, "0$1")
	t := &typed{}
	for part := range strings.FieldsFuncSeq(text, divides) {
		digits, err := digitsOf(part)
		if err != nil {
			return nil, err
		}
		if strings.Trim(digits, "+") != "" {
			t.parts = append(t.parts, digits)
		}
	}
	t.digits = strings.Join(t.parts, "")
	if t.digits == "" {
		if strings.Contains(text, "+") {
			return nil, TooShort
		}
		return nil, Missing
	}
	if len(t.digits) > maxTyped {
		return nil, TooLong
	}
	return t, t.readPlus()
}

// plainText turns the digits of all scripts into 0-9, their signs into those of
// ASCII, and drops marks that are not seen.
func plainText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return rune('0' + DigitValue(r))
		case r == '＋':
			return '+'
		case r == '\n' || r == '\r':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), strings.ContainsRune("☎☏📞📱📲", r):
			return -1
		case unicode.Is(unicode.Pd, r), strings.ContainsRune("−ー_~～•·‧∙․．", r):
			return '-'
		}
		return r
	}, s))
}

// divides reports whether a sign may stand between two numbers.
func divides(r rune) bool { return strings.ContainsRune("/,;|&\n、，；／", r) }

// digitsOf drops the signs within a number and keeps "+".
func digitsOf(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r == '+':
			b.WriteRune(r)
		case strings.ContainsRune(" -.()[]<>（）［］", r):
		default:
			return "", BadSign
		}
	}
	return b.String(), nil
}

// readPlus finds out whether the country's code comes first. A "+" belongs to the
// beginning; behind zeros or behind the code it is there by mistake, and
// programs that write from right to left put it last.
func (t *typed) readPlus() error {
	before, after, found := strings.Cut(strings.TrimLeft(t.digits, "+"), "+")
	t.plus = found || strings.HasPrefix(t.digits, "+")
	switch {
	case !found:
		t.digits = before
	case strings.Contains(after, "+"):
		return NotOne
	case strings.Trim(before, "0") == "":
		t.digits = after
	case isCode(before) || after == "":
		t.digits = before + after
	default:
		return NotOne
	}
	if t.plus { // "+0049"
		t.digits = strings.TrimPrefix(t.digits, "00")
	}
	return nil
}

// DigitValue is the value of a decimal digit of any script, -1 of what is none. In
// Unicode the digits of a script stand in order, ten by ten.
func DigitValue(r rune) int {
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	return -1
}
