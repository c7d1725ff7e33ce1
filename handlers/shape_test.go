package handlers_test

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hasShape compares the members of a body, in their order, and the kinds of
// their values with lines such as "user.id uuid".
func (got answer) hasShape(want string) answer {
	got.t.Helper()
	if diff := cmp.Diff(strings.Fields(want), strings.Fields(shape(got.t, got.body))); diff != "" {
		got.t.Errorf("members of %s (-want +got):\n%s", got.body, diff)
	}
	return got.has("Content-Type", "application/json")
}

func shape(t *testing.T, body string) string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	var out strings.Builder
	if err := walk(d, "", &out); err != nil {
		t.Fatalf("read %q: %v", body, err)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("%q goes on after its end", body)
	}
	return out.String()
}

// walk writes a line for each value that holds no others.
func walk(d *json.Decoder, path string, out *strings.Builder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, nested := token.(json.Delim)
	if !nested {
		fmt.Fprintf(out, "%s %s\n", strings.TrimPrefix(path, "."), kind(token))
		return nil
	}
	for d.More() {
		inner := path + "[]"
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			inner = fmt.Sprintf("%s.%s", path, key)
		}
		if err := walk(d, inner, out); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

var (
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	// Wire contract, section 1: UTC with "Z", trailing zeros dropped.
	timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$`)
	jwtForm  = regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]+$`)
)

func kind(token json.Token) string {
	switch v := token.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case json.Number:
		return "number"
	case string:
		switch {
		case uuidForm.MatchString(v):
			return "uuid"
		case timeForm.MatchString(v):
			return "time"
		case jwtForm.MatchString(v):
			return "jwt"
		}
		return "string"
	}
	return "unknown"
}
