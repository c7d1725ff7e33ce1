// Package static holds the files that browsers load: style sheet, scripts and
// icon, under names that change with their content, so that they are cached for
// good.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed app.css htmx.min.js pages.js icon.svg
var embedded embed.FS

// file is one of them, ready to be sent.
type file struct {
	url    string
	kind   string
	plain  []byte
	zipped []byte
}

// files are made once, when the program starts, and never change.
var files = load()

func load() map[string]*file {
	entries, err := embedded.ReadDir(".")
	if err != nil {
		panic("static: " + err.Error()) // the binary is broken
	}
	all := map[string]*file{}
	for _, entry := range entries {
		name := entry.Name()
		content, err := embedded.ReadFile(name)
		if err != nil {
			panic("static: " + err.Error()) // the binary is broken
		}
		sum := sha256.Sum256(content)
		ending := path.Ext(name)
		f := &file{
			url:   strings.TrimSuffix(name, ending) + "." + hex.EncodeToString(sum[:5]) + ending,
			kind:  mime.TypeByExtension(ending),
			plain: content, zipped: zip(content),
		}
		all[name], all[f.url] = f, f
	}
	return all
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

// URL is the address of a file: "app.css" is "/static/app.3f2a91c0b4.css".
func URL(name string) string {
	f, ok := files[name]
	if !ok {
		panic("static: no file " + name) // names are written in the code
	}
	return "/static/" + f.url
}

// Handler serves the files by the names that URL gives.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok || f.url != r.URL.Path {
			http.NotFound(w, r)
			return
		}
		content := f.plain
		w.Header().Set("Content-Type", f.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("Vary", "Accept-Encoding")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			content = f.zipped
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = w.Write(content) // the browser went away: nobody is left to tell
	})
}
