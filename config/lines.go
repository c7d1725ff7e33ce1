package config

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// linesOf finds the line of every key and table of a TOML document that go-toml has
// accepted. The parser's interface is unstable; only this file depends on it.
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	counts := map[string]int{} // tables seen so far of each list of tables
	table := ""

	parser := unstable.Parser{}
	parser.Reset(data)
	for parser.NextExpression() {
		node := parser.Expression()
		at := ""
		switch node.Kind {
		case unstable.Table:
			table = inList(pathOf("", node), counts)
			at = table
		case unstable.ArrayTable:
			list := pathOf("", node)
			table = element(list, counts[list])
			counts[list]++
			at = table
		default:
			at = pathOf(table, node)
		}
		lines[at] = lineOf(&parser, node)
	}
	return lines
}

// pathOf joins the parts of a node's key.
func pathOf(table string, node *unstable.Node) string {
	path := table
	for it := node.Key(); it.Next(); {
		path = join(path, string(it.Node().Data))
	}
	return path
}

// inList converts the header of a table inside a list, such as [apps.more], to its
// path in the list's last element.
func inList(path string, counts map[string]int) string {
	for list, n := range counts {
		if rest, ok := strings.CutPrefix(path, list+"."); ok {
			return join(element(list, n-1), rest)
		}
	}
	return path
}

func lineOf(parser *unstable.Parser, node *unstable.Node) int {
	if it := node.Key(); it.Next() {
		return parser.Shape(it.Node().Raw).Start.Line
	}
	return 0
}

// place is the file and line where path was set, or of the innermost table around
// it.
func (f *file) place(path string) string {
	for at := path; at != ""; at, _ = splitPath(at) {
		if line := f.lines[at]; line > 0 {
			return fmt.Sprintf("%s:%d", f.path, line)
		}
	}
	return f.path
}
