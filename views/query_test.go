package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// node is an element of a page under test.
type node struct {
	t *testing.T
	n *html.Node
}

func parse(t *testing.T, c templ.Component) node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(render(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	return node{t, root}
}

// all are the elements that fit, in the order of the page.
func (d node) all(fits func(*html.Node) bool) []node {
	var found []node
	for n := range d.n.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			found = append(found, node{d.t, n})
		}
	}
	return found
}

// tags are the elements with one of the names.
func (d node) tags(names ...string) []node {
	return d.all(func(n *html.Node) bool { return slices.Contains(names, n.Data) })
}

// one is the only element with a name.
func (d node) one(name string) node {
	d.t.Helper()
	found := d.tags(name)
	if len(found) != 1 {
		d.t.Fatalf("%d elements <%s>, want 1", len(found), name)
	}
	return found[0]
}

// find is the element with an id, if there is one.
func (d node) find(id string) (e node, found bool) {
	d.t.Helper()
	with := d.all(func(n *html.Node) bool { return attribute(n, "id") == id })
	if len(with) > 1 {
		d.t.Fatalf("%d elements #%s", len(with), id)
	}
	if len(with) == 0 {
		return node{}, false
	}
	return with[0], true
}

// id is the element with an id, which must be there.
func (d node) id(id string) node {
	d.t.Helper()
	e, ok := d.find(id)
	if !ok {
		d.t.Fatalf("no element #%s", id)
	}
	return e
}

// has checks attributes: names and values.
func (d node) has(want ...string) {
	d.t.Helper()
	for i := 0; i+1 < len(want); i += 2 {
		if got := d.attr(want[i]); got != want[i+1] || !d.set(want[i]) {
			d.t.Errorf("<%s>: %s = %q, want %q", d.n.Data, want[i], got, want[i+1])
		}
	}
}

// looks checks that the element has a class.
func (d node) looks(class string) {
	d.t.Helper()
	if !slices.Contains(strings.Fields(d.attr("class")), class) {
		d.t.Errorf("<%s>: class = %q, want %s in it", d.n.Data, d.attr("class"), class)
	}
}

// lacks checks that attributes are not there.
func (d node) lacks(names ...string) {
	d.t.Helper()
	for _, name := range names {
		if d.set(name) {
			d.t.Errorf("<%s> has %s", d.n.Data, name)
		}
	}
}

func (d node) attr(name string) string { return attribute(d.n, name) }

func (d node) set(name string) bool {
	return slices.ContainsFunc(d.n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is what people read in the element, with single blanks; those that
// keep a number on one line stay.
func (d node) text() string {
	var b strings.Builder
	for n := range d.n.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), breaks), " ")
}

// breaks reports the blanks at which a line may end.
func breaks(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// says checks that the element has a text.
func (d node) says(want string) {
	d.t.Helper()
	if got := d.text(); !strings.Contains(got, want) {
		d.t.Errorf("<%s> says %q, want %q in it", d.n.Data, got, want)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
