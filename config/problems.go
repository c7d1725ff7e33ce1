package config

import (
	"fmt"
	"strings"
)

// Problems are all that is wrong with a configuration, one sentence each. They
// name keys and places, and never show the value of a secret.
type Problems []string

// Error gives the problems one per line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// add notes a problem with a key.
func (p *Problems) add(key, format string, args ...any) {
	*p = append(*p, key+": "+fmt.Sprintf(format, args...))
}

// err is nil when there are no problems.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
