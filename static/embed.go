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
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed app.css htmx.min.js pages.js icon.svg phonelogin.js phonelogin.d.ts
var embedded embed.FS

// kinds are written here and not asked of the system: its table may say that
// scripts are plain text, and browsers then refuse to run them.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".ts":  "text/plain; charset=utf-8",
}

// forApps are the files that apps on other sites load, under names that stay.
var forApps = map[string]bool{"phonelogin.js": true, "phonelogin.d.ts": true}

// file is one of them, ready to be sent.
type file struct {
	url    string
	kind   string
	tag    string
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
		tag, ending := hex.EncodeToString(sum[:5]), path.Ext(name)
		f := &file{
			url:  strings.TrimSuffix(name, ending) + "." + tag + ending,
			kind: kinds[ending], tag: tag,
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

// Handler serves the files by the names that URL gives, compressed where the
// browser takes it.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		lasting := ok && f.url == r.URL.Path
		if !lasting && !forApps[r.URL.Path] {
			http.NotFound(w, r)
			return
		}
		content, tag := f.plain, f.tag
		header := w.Header()
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		if !lasting {
			// The name says nothing of the content, so browsers ask again after an hour.
			header.Set("Cache-Control", "public, max-age=3600")
			header.Set("Access-Control-Allow-Origin", "*")
			header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			content, tag = f.zipped, f.tag+"-gzip"
		}
		header.Set("Content-Type", f.kind)
		header.Set("Vary", "Accept-Encoding")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
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
