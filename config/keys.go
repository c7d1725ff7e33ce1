package config

import (
	"reflect"
	"strings"
	"time"
)

// A key is one setting: a field of Config with its dotted path. The fields of the
// n-th app, counted from 0, are "apps.n.id" and so on.
type key struct {
	path  string
	field reflect.Value
	tag   reflect.StructTag
}

// keysOf lists all keys of cfg in the order of the struct.
func keysOf(cfg *Config) []key {
	return walk(reflect.ValueOf(cfg).Elem(), "")
}

func walk(table reflect.Value, path string) []key {
	var keys []key
	for i := range table.NumField() {
		field := table.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		at := join(path, field.Tag.Get("toml"))
		switch {
		case field.Anonymous: // a section of the same table
			keys = append(keys, walk(table.Field(i), path)...)
		case isTable(field.Type):
			keys = append(keys, walk(table.Field(i), at)...)
		case isListOfTables(field.Type):
			for n := range table.Field(i).Len() {
				keys = append(keys, walk(table.Field(i).Index(n), element(at, n))...)
			}
		default:
			keys = append(keys, key{path: at, field: table.Field(i), tag: field.Tag})
		}
	}
	return keys
}

func isTable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]()
}

func isListOfTables(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && isTable(t.Elem())
}

// isMap reports whether the value is a table with names that people choose.
func (k key) isMap() bool { return k.field.Kind() == reflect.Map }

func (k key) isSecret() bool { return k.tag.Get("secret") == "true" }

// env is the variable that overrides the key, or "" for the keys of lists of
// tables, which only the file can set.
func (k key) env() string {
	if listOf(k.path) != "" {
		return ""
	}
	return envPrefix + strings.ToUpper(strings.ReplaceAll(k.path, ".", "_"))
}

const routesPath = "auth.sms.routes"

// listPaths are the lists of tables.
var listPaths = []string{"apps", routesPath}

// listOf is the list of tables that the key at path is in, "" for all other keys.
func listOf(path string) string {
	for _, list := range listPaths {
		if strings.HasPrefix(path, list+".") {
			return list
		}
	}
	return ""
}
