package static

import (
	"regexp"
	"slices"
)

// The scripts of the pages are ES modules in pages/, one for each concern. A module
// names another as "./digits.js", which stands beside it in the source and for the
// browser as well; only there it has the name that follows its content.

// specifier is where a module names another, be it at once or when it is needed.
var specifier = regexp.MustCompile(`(from |import |import\()"\./([a-z]+\.js)"`)

// comment is a line that is one, with the blanks before each other line. Browsers need
// neither.
var comment = regexp.MustCompile(`(?m)^ *(//.*\n)?`)

// makeModule adds a module to all files, and before it those that it imports: their
// addresses are part of its content.
func makeModule(all map[string]File, name string) {
	if f, begun := all[name]; begun {
		if f.url == "" {
			panic("static: modules import each other: " + name) // written in the code
		}
		return
	}
	all[name] = File{} // begun
	var imports []string
	source := comment.ReplaceAll(content("pages/"+name), nil)
	source = specifier.ReplaceAllFunc(source, func(found []byte) []byte {
		part := specifier.FindSubmatch(found)
		imported := string(part[2])
		makeModule(all, imported)
		if string(part[1]) != "import(" {
			imports = append(imports, imported)
		}
		return slices.Concat(part[1], []byte(`"./`+all[imported].url+`"`))
	})
	f := Make(name, source)
	f.imports = imports
	all[name] = f
}

// Modules are the addresses of a module and of all that it loads at once. A page that
// names them all gets them side by side, and not one after the other.
func Modules(names ...string) []string {
	var all []string
	for _, name := range names {
		f := shipped(name)
		all = append(append(all, f.URL()), Modules(f.imports...)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
