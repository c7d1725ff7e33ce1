package config

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the reference of the keys into docs/config.md")

const (
	referenceFile = "../docs/config.md"

	// docs/config.md is generated below this line and written by hand above it.
	made = "<!-- Below this line: made from the comments in config/ by: go test ./config -update -->\n"
)

func TestTheReferenceIsCurrent(t *testing.T) {
	data, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	byHand, got, ok := strings.Cut(string(data), made)
	if !ok {
		t.Fatalf("%s lacks the line %q", referenceFile, made)
	}
	want := reference(t)
	if *update {
		if err := os.WriteFile(referenceFile, []byte(byHand+made+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s is not current, run: go test ./config -update\n%s", referenceFile, diff)
	}
}

// reference renders the doc comments of the struct as one table for each table of
// the file.
func reference(t *testing.T) string {
	types := structs(t)
	var out strings.Builder
	out.WriteString("\n## Top of the file\n")
	section(t, &out, types, "Config", "")
	return out.String()
}

// A documented struct is a struct type of the settings with its comments.
type documented struct {
	doc    string
	fields []*ast.Field
}

// structs reads the types of all files. The order of the document is that of the
// fields, from Config down.
func structs(t *testing.T) map[string]documented {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]documented{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != token.TYPE {
				continue
			}
			spec := d.Specs[0].(*ast.TypeSpec)
			if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
				types[spec.Name.Name] = documented{doc: d.Doc.Text(), fields: s.Fields.List}
			}
		}
	}
	return types
}

// section renders the keys of one struct, and below them the structs inside.
func section(t *testing.T, out *strings.Builder, types map[string]documented, name, path string) {
	var inner []func()
	out.WriteString("\n| Key | Type | Default | Variable | Meaning |\n|---|---|---|---|---|\n")
	rows := 0
	for _, f := range fieldsOf(types, name) {
		if f.Tag == nil {
			continue // no key
		}
		quoted, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			t.Fatal(err)
		}
		tag := reflect.StructTag(quoted)
		at := join(path, tag.Get("toml"))
		of, list := typeOf(f.Type)
		if child, ok := types[of]; ok {
			inner = append(inner, func() {
				title := "[" + at + "]"
				if list {
					title = "[" + title + "]"
				}
				about := sentence(of, child.doc)
				if f.Doc != nil {
					about = oneLine(f.Doc.Text())
				}
				fmt.Fprintf(out, "\n## %s\n\n%s\n", title, about)
				section(t, out, types, of, at)
			})
			continue
		}
		rows++
		row(t, out, f, tag, at)
	}
	if rows == 0 {
		trimTable(out)
	}
	for _, render := range inner {
		render()
	}
}

// fieldsOf returns the fields of a struct, with the fields of embedded structs in
// their place.
func fieldsOf(types map[string]documented, name string) (fields []*ast.Field) {
	for _, f := range types[name].fields {
		if of, _ := typeOf(f.Type); len(f.Names) == 0 {
			fields = append(fields, fieldsOf(types, of)...)
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

func trimTable(out *strings.Builder) {
	text := out.String()
	out.Reset()
	out.WriteString(strings.TrimRight(text[:strings.LastIndex(text, "\n| Key")], "\n") + "\n")
}

func row(t *testing.T, out *strings.Builder, f *ast.Field, tag reflect.StructTag, path string) {
	if f.Doc == nil {
		t.Errorf("%s has no comment: the reference would not explain it", path)
	}
	kind, _ := typeOf(f.Type)
	k := key{path: path, tag: tag}
	meaning := sentence(f.Names[0].Name, f.Doc.Text())
	if k.isSecret() {
		meaning = "**Secret.** " + meaning
	}
	// "<path>" would be read as HTML.
	meaning = strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(meaning)
	fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n",
		code(path), kind, code(tag.Get("default")), code(k.env()), meaning)
}

func code(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}

// sentence converts a Go comment, which begins with the name, to the meaning of a
// row: "Listen is the address …" becomes "The address …".
func sentence(name, comment string) string {
	text := strings.TrimPrefix(oneLine(comment), name+" ")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "is "), "are ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func oneLine(comment string) string { return strings.Join(strings.Fields(comment), " ") }

// typeOf is the type for readers; list reports a list of tables.
func typeOf(e ast.Expr) (name string, list bool) {
	switch e := e.(type) {
	case *ast.ArrayType:
		of, _ := typeOf(e.Elt)
		if of == "string" {
			return "list of strings", false
		}
		return of, true
	case *ast.MapType:
		return "table of strings", false
	case *ast.SelectorExpr:
		return strings.ToLower(e.Sel.Name), false
	case *ast.Ident:
		return map[string]string{"int": "integer", "bool": "boolean", "string": "string"}[e.Name] + structName(e.Name), false
	}
	return "", false
}

func structName(name string) string {
	if ast.IsExported(name) {
		return name
	}
	return ""
}
