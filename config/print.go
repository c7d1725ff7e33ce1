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

// mask stands for a secret that is set, whatever its length.
const mask = "********"

// Print writes the settings as TOML in the order of the struct. Secrets are
// masked; of the database's URL only the password is, and of test numbers the
// last two digits are shown.
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
		return name + " = " + maskNumbers(v) + "\n", nil
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

// maskNumbers shows which test numbers there are without telling them.
func maskNumbers(codes map[string]string) string {
	var entries []string
	for _, phone := range slices.Sorted(maps.Keys(codes)) {
		entries = append(entries, fmt.Sprintf("%q = %q", maskPhone(phone), mask))
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

// maskPassword hides the passwords of a database URL, before the host and among
// the parameters. What it cannot read for certain it hides whole, such as a
// password whose "/" or "?" was not escaped.
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
