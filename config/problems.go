package config

import (
	"fmt"
	"strings"
)

// Problems lists what is wrong with a configuration, one sentence each. They name
// keys and places and never quote a secret.
type Problems []string

// Error gives the problems one per line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// Add adds a problem with a key. The text must quote no secret.
func (p *Problems) Add(key, format string, args ...any) {
	*p = append(*p, key+": "+fmt.Sprintf(format, args...))
}

// Err is nil when there are no problems.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
