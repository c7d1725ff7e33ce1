package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"phonelogin/config/othernames"
)

// A file is the TOML file, flattened to dotted paths.
type file struct {
	settings settings
	apps     int // how many [[apps]] there are
	routes   int // how many [[auth.sms.routes]]
	problems Problems
	remarks  Problems

	supabase bool // it is a config.toml of the Supabase CLI

	path  string
	lines map[string]int
	maps  []string // the keys whose value is a table and stays one
	vars  map[string]string
}

// fromEnv is a value that names a variable, as in Supabase's config.toml.
var fromEnv = regexp.MustCompile(`^env\(([A-Za-z_][A-Za-z0-9_]*)\)$`)

// readFile reads the file at path; "" is an empty file. It replaces values of the
// form env(NAME) by the variable.
func readFile(path string, vars map[string]string) (*file, error) {
	f := &file{settings: settings{}, path: path, vars: vars}
	if path == "" {
		return f, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return nil, syntaxProblem(path, err)
	}
	for _, k := range keysOf(&Config{}) {
		if k.isMap() {
			f.maps = append(f.maps, k.path)
		}
	}
	f.lines = linesOf(data)
	if apps, ok := tree["apps"].([]any); ok {
		f.apps = len(apps)
	}
	f.supabase = othernames.IsSupabase(tree)
	f.flatten("", tree)
	if f.supabase {
		f.translateSupabase()
	}
	return f, nil
}

func syntaxProblem(path string, err error) error {
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return fmt.Errorf("read configuration: %s: %w", path, err)
	}
	row, column := at.Position()
	return Problems{fmt.Sprintf("%s:%d:%d: %v", path, row, column, at)}
}

// flatten stores the values under path. It stores an empty table as a value, so
// that an unknown one is reported.
func (f *file) flatten(path string, value any) {
	if table, ok := value.(map[string]any); ok && len(table) > 0 && !slices.Contains(f.maps, path) {
		for _, name := range slices.Sorted(maps.Keys(table)) {
			f.flatten(join(path, name), table[name])
		}
		return
	}
	if list, ok := value.([]any); ok && slices.Contains(listPaths, path) && allTables(list) {
		if path == routesPath {
			f.routes = len(list)
		}
		for n, v := range list {
			f.flatten(element(path, n), v)
		}
		return
	}
	if path == "" {
		return
	}
	place := f.place(path)
	f.settings[path] = setting{value: f.resolve(path, place, value), place: place}
}

func allTables(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool {
		_, ok := v.(map[string]any)
		return !ok
	})
}

// resolve replaces env(NAME), also inside lists and maps. A problem may show the
// variable's name, never its value.
func (f *file) resolve(path, place string, value any) any {
	switch v := value.(type) {
	case string:
		match := fromEnv.FindStringSubmatch(v)
		if match == nil {
			return v
		}
		found, ok := f.vars[match[1]]
		if !ok && f.supabase {
			return unresolved{} // usually of a disabled part
		}
		if !ok {
			f.problems.Add(place, "%s: the environment variable %s is not set", path, match[1])
			// The key is known and the missing variable is reported: no further
			// problem is needed.
			return unresolved{}
		}
		return text(found)
	case []any:
		for i := range v {
			v[i] = f.resolve(path, place, v[i])
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			v[name] = f.resolve(path, place, v[name])
		}
	}
	return value
}

// unresolved is the value of a variable that is not set.
type unresolved struct{}
