package config

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// mask replaces a secret that is set, whatever its length.
const mask = "********"

// Print writes the settings as TOML in the order of the struct. It masks secrets,
// in the database URL only the password, and shows the last two digits of test
// numbers.
func (c *Config) Print(w io.Writer) error {
	var out strings.Builder
	in := ""
	for _, k := range keysOf(c) {
		table, name := splitPath(k.path)
		if table != in {
			in = table
			fmt.Fprintf(&out, "\n%s\n", header(table))
		}
		line, err := c.line(k, name)
		if err != nil {
			return fmt.Errorf("print %s: %w", k.path, err)
		}
		out.WriteString(line)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func header(table string) string {
	if strings.HasPrefix(table, routesPath+".") {
		return "[[" + routesPath + "]]"
	}
	if n, ok := strings.CutPrefix(table, "apps."); ok {
		if _, inside, ok := strings.Cut(n, "."); ok {
			return "[apps." + inside + "]"
		}
		return "[[apps]]"
	}
	return "[" + table + "]"
}

func (c *Config) line(k key, name string) (string, error) {
	var value any
	switch v := k.field.Interface().(type) {
	case time.Duration:
		value = v.String()
	case time.Time:
		value = v
		if v.IsZero() {
			value = ""
		}
	case map[string]string:
		if k.isSecret() {
			return name + " = " + maskNumbers(v) + "\n", nil
		}
		inline, err := inlineTable(v)
		return name + " = " + inline + "\n", err
	case []string:
		value = append([]string{}, v...)
		if k.isSecret() {
			value = slices.Repeat([]string{mask}, len(v))
		}
	case string:
		value = v
		if k.path == "database.url" {
			value = maskPassword(v)
		} else if k.isSecret() && v != "" {
			value = mask
		}
	default:
		value = v
	}
	line, err := toml.Marshal(map[string]any{name: value})
	return string(line), err
}

// inlineTable writes a table on one line.
func inlineTable(table map[string]string) (string, error) {
	var entries []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		line, err := toml.Marshal(map[string]string{name: table[name]})
		if err != nil {
			return "", err
		}
		entries = append(entries, strings.TrimSpace(string(line)))
	}
	return "{" + strings.Join(entries, ", ") + "}", nil
}

// maskNumbers shows how many test numbers there are, masked.
func maskNumbers(codes map[string]string) string {
	var entries []string
	for _, phone := range slices.Sorted(maps.Keys(codes)) {
		entries = append(entries, fmt.Sprintf("%q = %q", maskPhone(phone), mask))
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

// maskPassword hides the passwords of a database URL, before the host and in the
// parameters. It hides the whole URL if it cannot parse it for certain, such as
// with an unescaped "/" or "?" in the password.
func maskPassword(database string) string {
	if strings.HasPrefix(database, "sqlite:") || database == "" {
		return database
	}
	u, err := url.Parse(database)
	if err != nil || u.Scheme == "" || u.Opaque != "" || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
		return mask
	}
	shown := u.Scheme + "://"
	if u.User != nil {
		shown += u.User.Username()
		if _, ok := u.User.Password(); ok {
			shown += ":" + mask
		}
		shown += "@"
	}
	shown += u.Host + u.EscapedPath()
	if parameters := maskParameters(u.Query()); parameters != "" {
		shown += "?" + parameters
	}
	return shown
}

func maskParameters(query url.Values) string {
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			if strings.Contains(strings.ToLower(name), "password") {
				value = mask
			}
			shown = append(shown, name+"="+value)
		}
	}
	return strings.Join(shown, "&")
}
