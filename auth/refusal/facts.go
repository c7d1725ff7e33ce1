package refusal

import "time"

// A Weakness is a rule that a password does not keep.
type Weakness struct {
	Rule  string   // "length" or "characters"; stable, clients see it
	Least int      // with "length": how many characters it needs
	Sets  []string // with "characters": it needs a character of each
}

// Hook is what is known of the hook that a refusal is about.
type Hook struct {
	Name        string        // as its questions name it
	Says        string        // its own words; "" where it has none
	Wants       int           // the HTTP status that its words ask for, which its protocol lets it choose; 0 where they ask for none
	Had         time.Duration // how long it had, with HookTimedOut
	Most        int           // bytes that an answer may have, with HookTooLarge
	ContentType string        // of its answer, with HookContentType
	Answered    string        // the status of its answer, with StrangeStatus
	Claims      []BadClaim    // with BadClaims
}

// A BadClaim is a claim without which there is no token.
type BadClaim struct {
	Name    string
	Missing bool // else it is of the wrong type
}

// String names the hook and what is known, for the log. A nil hook is "".
func (h *Hook) String() string {
	if h == nil {
		return ""
	}
	s := h.Name
	for _, fact := range []string{h.Says, h.ContentType, h.Answered} {
		if fact != "" {
			s += ": " + fact
		}
	}
	for _, c := range h.Claims {
		s += ": " + c.String()
	}
	return s
}

func (c BadClaim) String() string {
	if c.Missing {
		return c.Name + " is missing"
	}
	return c.Name + " is of the wrong type"
}
