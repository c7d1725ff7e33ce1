package handlers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

// differ lists how an answer differs from the recorded one: in its status, in
// the headers that clients read, in the members of its body, their order and
// their values. Values that no two servers share only need to be of one kind.
func (r *replay) differ(e exchange, got answer) []string {
	if got.status != e.Status {
		// An answer of another kind: what it holds is told by its code.
		return []string{strings.TrimSpace(fmt.Sprintf("status %d → %d %s", e.Status, got.status, got.header.Get("X-Sb-Error-Code")))}
	}
	d := r.differInHeaders(e.AnswerHeader, got.header)
	return append(d, r.differAt("", parseBody(e.Answer), parseBody(got.body))...)
}

// watched are the headers of which none may be more than was recorded.
var watched = []string{"X-Sb-Error-Code", "X-Supabase-Api-Version", "Link", "X-Total-Count", "Location"}

func (r *replay) differInHeaders(recorded map[string]string, ours http.Header) []string {
	var d []string
	for name, was := range recorded {
		is := ours.Get(name)
		switch {
		case is == "":
			d = append(d, "header −"+name)
		case !r.same(was, is):
			d = append(d, fmt.Sprintf("header %s: %s → %s", name, was, is))
		}
	}
	for name := range ours {
		_, was := recorded[name]
		if !was && (slices.Contains(watched, name) || strings.HasPrefix(name, "Sb-Auth-")) {
			d = append(d, "header +"+name)
		}
	}
	sort.Strings(d)
	return d
}

// object is a JSON object whose members keep their order.
type object struct {
	names  []string
	values map[string]any
}

// parseBody reads a body as JSON, or as the text it is.
func parseBody(body string) any {
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	v, err := parseValue(d)
	if err != nil {
		return strings.TrimSpace(body)
	}
	return v
}

func parseValue(d *json.Decoder) (any, error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return nil, err
	}
	switch raw[0] {
	case '{':
		return parseObject(raw)
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
		all := make([]any, len(list))
		for i, element := range list {
			all[i] = parseBody(string(element))
		}
		return all, nil
	}
	var v any
	one := json.NewDecoder(bytes.NewReader(raw))
	one.UseNumber()
	err := one.Decode(&v)
	return v, err
}

func parseObject(raw json.RawMessage) (any, error) {
	o := object{values: map[string]any{}}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		o.names = append(o.names, fmt.Sprint(name))
		o.values[fmt.Sprint(name)] = parseBody(string(value))
	}
	return o, nil
}

func (r *replay) differAt(path string, recorded, ours any) []string {
	switch was := recorded.(type) {
	case object:
		if is, ok := ours.(object); ok {
			return r.differInMembers(path, was, is)
		}
	case []any:
		if is, ok := ours.([]any); ok {
			return r.differInElements(path, was, is)
		}
	default:
		if r.same(fmt.Sprint(recorded), fmt.Sprint(ours)) {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: %s → %s", orBody(path), show(recorded), r.asRecorded(show(ours)))}
}

// asRecorded puts recorded values in the place of this server's, so that a
// difference reads the same each time.
func (r *replay) asRecorded(s string) string {
	for was, is := range r.known {
		if len(is) > 8 {
			s = strings.ReplaceAll(s, is, was)
		}
	}
	return s
}

func orBody(path string) string {
	if path == "" {
		return "body"
	}
	return path
}

// show is a value as the document names it.
func show(v any) string {
	switch v := v.(type) {
	case object:
		return "{…}"
	case []any:
		return "[…]"
	case string:
		if len(v) > 200 {
			v = v[:40] + "…"
		}
		return strings.ReplaceAll(fmt.Sprintf("%q", v), "|", "/") // a table's own sign
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}

func (r *replay) differInMembers(path string, was, is object) []string {
	var d, both, bothOurs []string
	for _, name := range was.names {
		if _, ok := is.values[name]; !ok {
			d = append(d, "−"+dotted(path, name))
			continue
		}
		both = append(both, name)
		d = append(d, r.differAt(dotted(path, name), was.values[name], is.values[name])...)
	}
	for _, name := range is.names {
		if _, ok := was.values[name]; !ok {
			d = append(d, "+"+dotted(path, name))
			continue
		}
		bothOurs = append(bothOurs, name)
	}
	if !slices.Equal(both, bothOurs) {
		d = append(d, orBody(path)+": another order of members")
	}
	return d
}

func dotted(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (r *replay) differInElements(path string, was, is []any) []string {
	var d []string
	if len(was) != len(is) {
		d = append(d, fmt.Sprintf("%s: %d elements → %d", orBody(path), len(was), len(is)))
	}
	for i := range min(len(was), len(is)) {
		d = append(d, r.differAt(path+"[]", was[i], is[i])...)
	}
	return d
}

// passing are values that are new each time, issued those that later requests
// may name.
var (
	passing = []*regexp.Regexp{
		regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$`),
		regexp.MustCompile(`^1[79][0-9]{8}$`),                          // Unix seconds
		regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`),                      // a coordinate of a key
		regexp.MustCompile(`^(k1|[0-9a-f]{32})$`),                      // the name of one
		regexp.MustCompile(`^([A-Za-z0-9_-]{15}|… [A-Za-z0-9_-]{2})$`), // the number of an erased user
		regexp.MustCompile(`^(<jwt>|ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$`),
	}
	issued = []*regexp.Regexp{
		regexp.MustCompile(`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`),
		regexp.MustCompile(`^([a-z0-9]{12}|A[A-Za-z0-9_-]{50,53})$`), // a refresh token, of either form
		regexp.MustCompile(`^[a-z0-9]{5}$`),                          // the beginning of one
		regexp.MustCompile(`^[A-Z2-7]{32}$`),                         // a secret of TOTP
	}
)

// same tells whether two values mean the same here and there, and learns those
// that later requests may name.
func (r *replay) same(was, is string) bool {
	if was == is || r.translate(was) == is {
		return true
	}
	for _, kind := range passing {
		if kind.MatchString(was) && kind.MatchString(is) {
			return true
		}
	}
	for _, kind := range issued {
		if kind.MatchString(was) && kind.MatchString(is) && r.known[was] == "" {
			r.known[was] = is
			return true
		}
	}
	return false
}

// differences are those that the document lists.
type differences struct {
	everywhere map[string]bool            // ends of differences that any exchange may show; true when one did
	of         map[string]map[string]bool // by exchange
}

const compatibilityDoc = "../docs/api/compatibility.md"

// readDifferences reads the rows of the document's table of exchanges: the
// exchange, or "any", and what differs, in backticks.
func readDifferences(t *testing.T) *differences {
	t.Helper()
	text, err := os.ReadFile(compatibilityDoc)
	if err != nil {
		t.Fatal(err)
	}
	listed := &differences{everywhere: map[string]bool{}, of: map[string]map[string]bool{}}
	row := regexp.MustCompile(`^\| ([A-Z][0-9]+b?|any) \| (.*?) \|`)
	quoted := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(text)) {
		cells := row.FindStringSubmatch(line)
		if cells == nil {
			continue
		}
		for _, difference := range quoted.FindAllStringSubmatch(cells[2], -1) {
			if cells[1] == "any" {
				listed.everywhere[difference[1]] = false
				continue
			}
			if listed.of[cells[1]] == nil {
				listed.of[cells[1]] = map[string]bool{}
			}
			listed.of[cells[1]][difference[1]] = false
		}
	}
	return listed
}

func (l *differences) compare(t *testing.T, id string, seen []string) {
	t.Helper()
	for _, d := range seen {
		if _, ok := l.of[id][d]; ok {
			l.of[id][d] = true
			continue
		}
		if !l.anywhere(d) {
			t.Errorf("%s differs and the document does not say so: %s", id, d)
		}
	}
}

func (l *differences) anywhere(d string) bool {
	for end := range l.everywhere {
		if strings.HasSuffix(d, end) {
			l.everywhere[end] = true
			return true
		}
	}
	return false
}

func (l *differences) allSeen(t *testing.T) {
	t.Helper()
	for id, of := range l.of {
		for d, seen := range of {
			if !seen {
				t.Errorf("%s does not differ as the document says: %s", id, d)
			}
		}
	}
	for d, seen := range l.everywhere {
		if !seen {
			t.Errorf("no exchange differs as the document says: %s", d)
		}
	}
}
