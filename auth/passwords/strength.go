package passwords

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"phonelogin/auth/refusal"
)

// Rules say what a new password must have.
type Rules struct {
	Length     int    // at the least, in characters
	Characters string // as auth.password_requirements has it
}

// The sets of characters that auth.password_requirements names.
const (
	lower   = "abcdefghijklmnopqrstuvwxyz"
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	figures = "0123456789"
	symbols = "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"
)

// requiredSets are sets of which a password needs a character each.
func requiredSets(requirements string) []string {
	switch requirements {
	case "":
		return nil
	case "letters_digits":
		return []string{lower + upper, figures}
	case "lower_upper_letters_digits":
		return []string{lower, upper, figures}
	case "lower_upper_letters_digits_symbols":
		return []string{lower, upper, figures, symbols}
	}
	return splitSets(requirements)
}

// splitSets separates sets at colons; a colon of a set is written "\:".
func splitSets(s string) []string {
	var sets []string
	var set strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped && r != ':':
			set.WriteRune('\\')
			set.WriteRune(r)
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == ':' && !escaped:
			sets = append(sets, set.String())
			set.Reset()
		default:
			set.WriteRune(r)
		}
		escaped = false
	}
	return append(sets, set.String())
}

// Weakness says why a password is too weak, in a sentence for people and in
// reasons for programs: "length", "characters". Both are empty for a strong one.
func (r Rules) Weakness(password string) (sentence string, reasons []string) {
	var sentences []string
	if least := r.Length; utf8.RuneCountInString(password) < least {
		sentences = append(sentences, fmt.Sprintf("Password should be at least %d characters.", least))
		reasons = append(reasons, "length")
	}
	sets := requiredSets(r.Characters)
	for _, set := range sets {
		if !strings.ContainsAny(password, set) {
			sentences = append(sentences, "Password should contain at least one character of each: "+strings.Join(sets, ", ")+".")
			reasons = append(reasons, "characters")
			break
		}
	}
	return strings.Join(sentences, " "), reasons
}

// Hash hashes a password that somebody chose. Refuses with WeakPassword or
// BadPassword.
func (r Rules) Hash(password string) (hash string, err error) {
	if sentence, reasons := r.Weakness(password); sentence != "" {
		return "", &refusal.Refusal{Reason: refusal.WeakPassword, Detail: sentence, Weak: reasons}
	}
	return Hash(password)
}
