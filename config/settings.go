package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A setting is one value and where it was set.
type setting struct {
	// value is of a type of TOML (string, int64, bool, time.Time, []any,
	// map[string]any), or text.
	value any
	// place is where it was set: "phonelogin.toml:12" or "PHONELOGIN_MODE".
	place string
}

// text is a value of the environment. It has no type and is read as the type of the
// key.
type text string

// settings holds values by dotted path.
type settings map[string]setting

// has reports whether the key was set, even to its default.
func (s settings) has(path string) bool {
	_, given := s[path]
	return given
}

func (s settings) paths() []string { return slices.Sorted(maps.Keys(s)) }

// join makes the dotted path of name in table. A name with a dot is quoted, as in
// TOML, so that "a.b" is not taken for b in a.
func join(table, name string) string {
	if strings.Contains(name, ".") {
		name = strconv.Quote(name)
	}
	if table == "" {
		return name
	}
	return table + "." + name
}

// splitPath splits a path into its table and its name.
func splitPath(path string) (table, name string) {
	at := strings.LastIndexByte(path, '.')
	return path[:max(0, at)], path[at+1:]
}

// element makes the path of the n-th table in a list of tables.
func element(list string, n int) string {
	return list + "." + strconv.Itoa(n)
}
