package passwords

import (
	"slices"
	"strings"
	"unicode/utf8"

	"phonelogin/auth/refusal"
)

// Rules are the requirements for new passwords.
type Rules struct {
	Length     int    // minimum, in characters
	Characters string // in the form of auth.password_requirements
}

// The sets of characters that auth.password_requirements names.
const (
	lower   = "abcdefghijklmnopqrstuvwxyz"
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
	symbols = "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"
)

// requiredSets are the sets from each of which a password needs a character.
func requiredSets(requirements string) []string {
	switch requirements {
	case "":
		return nil
	case "letters_digits":
		return []string{lower + upper, digits}
	case "lower_upper_letters_digits":
		return []string{lower, upper, digits}
	case "lower_upper_letters_digits_symbols":
		return []string{lower, upper, digits, symbols}
	}
	return splitSets(requirements)
}

// splitSets splits sets at colons; a colon within a set is written "\:".
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

// Weakness lists the rules that a password does not keep; none for a strong one.
func (r Rules) Weakness(password string) (broken []refusal.Weakness) {
	if utf8.RuneCountInString(password) < r.Length {
		broken = append(broken, refusal.Weakness{Rule: "length", Least: r.Length})
	}
	sets := requiredSets(r.Characters)
	if slices.ContainsFunc(sets, func(set string) bool { return !strings.ContainsAny(password, set) }) {
		broken = append(broken, refusal.Weakness{Rule: "characters", Sets: sets})
	}
	return broken
}

// Hash checks and hashes a new password. Refuses with WeakPassword or
// BadPassword.
func (r Rules) Hash(password string) (hash string, err error) {
	if broken := r.Weakness(password); broken != nil {
		return "", &refusal.Refusal{Reason: refusal.WeakPassword, Weak: broken}
	}
	return Hash(password)
}
