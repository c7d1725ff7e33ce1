package locales

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keyLike is a string of the code that looks like a key, or like the beginning of
// one ("code.lead.").
var keyLike = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)*\.?$`)

func TestNoKeyIsMissing(t *testing.T) {
	texts := New("en").Keys()
	sections := map[string]bool{}
	for key := range texts {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	eachGoFile(t, func(path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := text(n)
			section, _, dotted := strings.Cut(literal, ".")
			if !ok || !dotted || !sections[section] || !keyLike.MatchString(literal) || strings.HasSuffix(literal, ".templ") {
				return true // generated code names its template
			}
			if !leads(texts, literal) {
				t.Errorf("%s names %q, which is in no language", path, literal)
			}
			return true
		})
	})
}

// leads reports whether a string is a key, the beginning of keys, or the stem of a
// text with forms.
func leads(texts map[string]string, s string) bool {
	if strings.HasSuffix(s, ".") {
		for key := range texts {
			if strings.HasPrefix(key, s) {
				return true
			}
		}
		return false
	}
	has := func(ending string) bool { _, ok := texts[s+ending]; return ok }
	return has("") || has(".one") && has(".other") || has(".heading") && has(".text")
}

// proves C18 (as far as texts can): every channel has its texts.
func TestEveryChannelHasItsTexts(t *testing.T) {
	texts := New("en").Keys()
	for _, stem := range []string{"channel.", "code.lead.", "status.sent.", "inbox.to."} {
		for _, channel := range []string{"sms", "whatsapp"} {
			if texts[stem+channel] == "" {
				t.Errorf("nothing is said at %s", stem+channel)
			}
		}
	}
}

// forScripts are texts with values that a script fills in.
var forScripts = []string{"code.resend_in", "code.valid"}

// Texts use exactly the values that the code gives, so that nobody reads
// "{number}".
func TestEveryTextGetsItsValues(t *testing.T) {
	texts := New("en").Keys()
	asked := map[string]bool{}
	eachGoFile(t, func(path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			keys, given := ask(texts, call)
			for _, key := range keys {
				asked[key] = true
				if slices.Contains(forScripts, key) {
					continue
				}
				if diff := cmp.Diff(placeholders(texts[key]), given); diff != "" {
					t.Errorf("%s: %s (-takes +gets):\n%s", path, key, diff)
				}
			}
			return true
		})
	})
	if len(asked) < len(texts)/2 {
		t.Errorf("only %d of %d texts were seen asked for: this test proves little", len(asked), len(texts))
	}
	for key, text := range texts {
		if !asked[key] && len(placeholders(text)) > 0 {
			t.Errorf("%s takes %v, and the code asks for it without values", key, placeholders(text))
		}
	}
}

// ask returns the keys of a call of T, N or problem, and the names of its values;
// nothing for other calls.
func ask(texts map[string]string, call *ast.CallExpr) (keys, given []string) {
	name := called(call)
	if len(call.Args) == 0 || !slices.Contains([]string{"T", "N", "problem"}, name) {
		return nil, nil
	}
	first := 1
	switch name {
	case "N":
		first = 2
		given = append(given, "{n}")
	case "problem":
		if len(call.Args) < 2 {
			return nil, nil
		}
		call = &ast.CallExpr{Fun: call.Fun, Args: call.Args[1:]} // without the request
	}
	for i := first; i < len(call.Args); i += 2 {
		value, _ := text(call.Args[i])
		given = append(given, "{"+value+"}")
	}
	slices.Sort(given)
	if key, ok := text(call.Args[0]); ok && name == "N" {
		return []string{key + ".one", key + ".other"}, given
	} else if ok {
		return []string{key}, given
	}
	return begun(texts, call.Args[0]), given
}

// called is the name of the called function or method.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// begun are the possible keys of an expression such as "code.lead." + channel.
func begun(texts map[string]string, e ast.Expr) []string {
	sum, ok := e.(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	stem, ok := text(sum.X)
	if !ok {
		return nil
	}
	var keys []string
	for key := range texts {
		if strings.HasPrefix(key, stem) {
			keys = append(keys, key)
		}
	}
	return keys
}

// text is the value of a string literal.
func text(n ast.Node) (value string, ok bool) {
	literal, ok := n.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

// eachGoFile reads the code with texts for people, templates as their Go code.
func eachGoFile(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	for path, source := range sources(t, "*.go", "../views/*.go", "../handlers/*/*.go", "../auth/*.go", "../auth/*/*.go") {
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		visit(path, file)
	}
}

// sources are the files of the product by path, without tests.
func sources(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no sources at %s: %v", pattern, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all[path] = string(source)
		}
	}
	return all
}
