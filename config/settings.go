package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A setting is one value as it was given, and by whom.
type setting struct {
	// value is as TOML has it (string, int64, bool, time.Time, []any,
	// map[string]any), or text.
	value any
	// place names the giver: "phonelogin.toml:12" or "PHONELOGIN_MODE".
	place string
}

// text is a value of the environment: it has no type of its own and is read as
// whatever the key wants.
type text string

// settings holds what was given, by dotted path.
type settings map[string]setting

// has reports whether the key was given at all, even as its default.
func (s settings) has(path string) bool {
	_, given := s[path]
	return given
}

func (s settings) paths() []string { return slices.Sorted(maps.Keys(s)) }

// join makes the dotted path of name in table. A name with a dot of its own is
// quoted, as in TOML, so that "a.b" is never taken for b in a.
func join(table, name string) string {
	if strings.Contains(name, ".") {
		name = strconv.Quote(name)
	}
	if table == "" {
		return name
	}
	return table + "." + name
}

// splitPath parts a path into its table and the name in it.
func splitPath(path string) (table, name string) {
	at := strings.LastIndexByte(path, '.')
	return path[:max(0, at)], path[at+1:]
}

// element makes the path of the n-th table in a list of tables.
func element(list string, n int) string {
	return list + "." + strconv.Itoa(n)
}
