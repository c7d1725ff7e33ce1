package config

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// assign sets a field to a value. When the value does not fit it returns the rest
// of a sentence, such as "is not true or false", otherwise "".
func assign(field reflect.Value, value any) (wrong string) {
	if _, ok := value.(unresolved); ok {
		return ""
	}
	switch p := field.Addr().Interface().(type) {
	case *string:
		*p, wrong = asString(value)
	case *bool:
		*p, wrong = asBool(value)
	case *int:
		*p, wrong = asInt(value)
	case *time.Duration:
		*p, wrong = asDuration(value)
	case *time.Time:
		*p, wrong = asTime(value)
	case *[]string:
		*p, wrong = asList(value)
	case *map[string]string:
		*p, wrong = asMap(value)
	default:
		panic(fmt.Sprintf("config: no key can have the type %s", field.Type()))
	}
	return wrong
}

// describeValue is the value in the form in which a problem may quote it.
func describeValue(k key, value any) string {
	switch v := value.(type) {
	case []any, map[string]any:
		return "the value"
	case text, string:
		if !k.isSecret() {
			return fmt.Sprintf("%q", v)
		}
	default:
		if !k.isSecret() {
			return fmt.Sprint(v)
		}
	}
	return "the value"
}

func asString(value any) (string, string) {
	switch v := value.(type) {
	case string:
		return v, ""
	case text:
		return string(v), ""
	case unresolved:
		return "", ""
	}
	return "", "is not a string: put it in quotes"
}

func asBool(value any) (bool, string) {
	switch v := value.(type) {
	case bool:
		return v, ""
	case text:
		if b, err := strconv.ParseBool(string(v)); err == nil {
			return b, ""
		}
	}
	return false, "is not true or false"
}

func asInt(value any) (int, string) {
	switch v := value.(type) {
	case int64:
		if v == int64(int(v)) {
			return int(v), ""
		}
	case text:
		if n, err := strconv.Atoi(string(v)); err == nil {
			return n, ""
		}
	}
	return 0, "is not a whole number"
}

// asDuration reads "1m30s", and a bare integer, quoted or not, as seconds.
func asDuration(value any) (time.Duration, string) {
	const wrong = `is not a duration such as "60s"`
	switch v := value.(type) {
	case int64:
		if v > math.MaxInt64/int64(time.Second) || v < math.MinInt64/int64(time.Second) {
			return 0, wrong
		}
		return time.Duration(v) * time.Second, ""
	case string:
		return asDuration(text(v))
	case text:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return asDuration(n)
		}
		if d, err := time.ParseDuration(string(v)); err == nil {
			return d, ""
		}
	}
	return 0, wrong
}

// asTime reads RFC 3339. It refuses a time without its offset from UTC, which would
// mean something else on another machine.
func asTime(value any) (time.Time, string) {
	switch v := value.(type) {
	case time.Time:
		return v, ""
	case string:
		return asTime(text(v))
	case text:
		if v == "" {
			return time.Time{}, ""
		}
		if t, err := time.Parse(time.RFC3339, string(v)); err == nil {
			return t, ""
		}
	}
	return time.Time{}, `is not a time such as "2030-01-31T00:00:00Z"`
}

// asList reads a list of strings, or text with commas between the elements.
func asList(value any) ([]string, string) {
	var list []string
	switch v := value.(type) {
	case text:
		for part := range strings.SplitSeq(string(v), ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		return list, ""
	case []any:
		for _, e := range v {
			s, wrong := asString(e)
			if wrong != "" {
				return nil, "has an element that " + wrong
			}
			list = append(list, s)
		}
		return list, ""
	}
	return nil, "is not a list of strings"
}

// asMap reads a table of strings, or text such as "name=value,name=value".
func asMap(value any) (map[string]string, string) {
	entries := map[string]string{}
	switch v := value.(type) {
	case text:
		parts, _ := asList(v)
		for _, part := range parts {
			name, entry, ok := strings.Cut(part, "=")
			if !ok {
				return nil, "has an entry that is not name=value"
			}
			entries[strings.TrimSpace(name)] = strings.TrimSpace(entry)
		}
		return entries, ""
	case map[string]any:
		for name, e := range v {
			s, wrong := asString(e)
			if wrong != "" {
				return nil, "has an entry whose value " + wrong
			}
			entries[name] = s
		}
		return entries, ""
	}
	return nil, "is not a table of strings"
}
