package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed app.css htmx.min.js icon.svg phonelogin.js phonelogin.mjs phonelogin.d.ts pages/*.js
var embedded embed.FS

// kinds are written here and not asked of the system: its table may say that
// scripts are plain text, and browsers then refuse to run them.
var kinds = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".mjs":  "text/javascript; charset=utf-8",
	".ts":   "text/plain; charset=utf-8",
}

// forApps are the files that apps on other sites load, under names that stay.
var forApps = []string{"phonelogin.js", "phonelogin.mjs", "phonelogin.d.ts"}

// File is something that browsers load, ready to be sent.
type File struct {
	url    string
	kind   string
	tag    string
	plain  []byte
	zipped []byte

	imports []string // modules that a module loads at once, by their names

	forApps bool // under a name that stays
}

// Make is a file of the given content, whose ending says what it is.
func Make(name string, content []byte) File {
	sum := sha256.Sum256(content)
	tag, ending := hex.EncodeToString(sum[:5]), path.Ext(name)
	return File{
		url:  strings.TrimSuffix(name, ending) + "." + tag + ending,
		kind: kinds[ending], tag: tag,
		plain: content, zipped: zip(content),
	}
}

// URL is the address of a file: "app.css" is at "/static/app.3f2a91c0b4.css".
func (f File) URL() string { return "/static/" + f.url }

// files are made once, when the program starts, and never change.
var files = load()

func load() map[string]File {
	names, err := fs.Glob(embedded, "*.*")
	if err != nil {
		panic("static: " + err.Error()) // the pattern is a constant
	}
	all := map[string]File{}
	for _, name := range names {
		all[name] = Make(name, content(name))
	}
	modules, err := fs.Glob(embedded, "pages/*.js")
	if err != nil {
		panic("static: " + err.Error()) // the pattern is a constant
	}
	for _, module := range modules {
		makeModule(all, path.Base(module))
	}
	if all["app.css"], _, _, err = Sheet(Theme{}); err != nil {
		panic("static: " + err.Error()) // our own theme
	}
	return all
}

// content is an embedded file as it stands in the source.
func content(name string) []byte {
	b, err := embedded.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error()) // the binary is broken
	}
	return b
}

func zip(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error()) // the level is a constant
	}
	_, _ = w.Write(content) // a buffer in memory
	_ = w.Close()
	return b.Bytes()
}

// URL is the address of one of the embedded files.
func URL(name string) string { return shipped(name).URL() }

func shipped(name string) File {
	f, ok := files[name]
	if !ok {
		panic("static: no file " + name) // names are written in the code
	}
	return f
}

// Handler serves the embedded files and those that were made, by their
// addresses, compressed where the browser takes it.
func Handler(made ...File) http.Handler {
	served := map[string]File{}
	for _, f := range slices.AppendSeq(made, maps.Values(files)) {
		served[f.url] = f
	}
	for _, name := range forApps {
		f := shipped(name)
		f.url, f.forApps = name, true
		served[name] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := served[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.send(w, r)
	})
}

func (f File) send(w http.ResponseWriter, r *http.Request) {
	content, tag := f.plain, f.tag
	header := w.Header()
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		header.Set("Content-Encoding", "gzip")
		content, tag = f.zipped, f.tag+"-gzip"
	}
	header.Set("Content-Type", f.kind)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	if f.forApps {
		// The name says nothing of the content, so browsers ask again after an hour.
		header.Set("Cache-Control", "public, max-age=3600")
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	header.Set("Vary", "Accept-Encoding")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takesGzip reports whether a browser that says accept takes gzip: what it names
// with the weight 0 it refuses (RFC 9110, 12.4.2 and 12.5.3).
func takesGzip(accept string) bool {
	for coding := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, weighted := strings.Cut(weight, "=")
		return !weighted || strings.Trim(q, " 0.") != ""
	}
	return false
}
