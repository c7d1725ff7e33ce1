package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// get asks for a file by its address, with headers as names and values.
func get(url string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(url, "/static"), nil)
	r.URL.Path = strings.TrimPrefix(r.URL.Path, "/")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestFilesAreKeptForGoodUnderNamesThatFollowTheirContent(t *testing.T) {
	tests := []struct{ name, url, kind string }{
		{"app.css", `^/static/app\.[0-9a-f]{10}\.css$`, "text/css; charset=utf-8"},
		{"htmx.min.js", `^/static/htmx\.min\.[0-9a-f]{10}\.js$`, "text/javascript; charset=utf-8"},
		{"pages.js", `^/static/pages\.[0-9a-f]{10}\.js$`, "text/javascript; charset=utf-8"},
		{"icon.svg", `^/static/icon\.[0-9a-f]{10}\.svg$`, "image/svg+xml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := URL(tt.name)
			if !regexp.MustCompile(tt.url).MatchString(url) {
				t.Errorf("URL(%q) = %q, want %s", tt.name, url, tt.url)
			}
			w := get(url)
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != tt.kind {
				t.Errorf("got %d %s, want 200 %s", w.Code, w.Header().Get("Content-Type"), tt.kind)
			}
			if got, want := w.Header().Get("Cache-Control"), "public, max-age=31536000, immutable"; got != want {
				t.Errorf("Cache-Control = %q, want %q", got, want)
			}
		})
	}
}

func TestCompressedFilesAreTheSameFiles(t *testing.T) {
	for _, name := range []string{"app.css", "htmx.min.js", "pages.js", "forms.js", "country.js", "icon.svg"} {
		plain, zipped := get(URL(name)), get(URL(name), "Accept-Encoding", "gzip, br")
		if got := zipped.Header().Get("Content-Encoding"); got != "gzip" {
			t.Fatalf("%s: Content-Encoding = %q, want gzip", name, got)
		}
		r, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(content, plain.Body.Bytes()) {
			t.Errorf("%s: compressed and plain differ", name)
		}
		if plain.Header().Get("ETag") == zipped.Header().Get("ETag") {
			t.Errorf("%s: both encodings have one ETag", name)
		}
	}
}

func TestFilesAreCompressedOnlyForBrowsersThatTakeIt(t *testing.T) {
	tests := []struct{ accept, want string }{
		{"", ""},
		{"gzip", "gzip"},
		{"br, GZIP", "gzip"},
		{"deflate, gzip;q=0.5", "gzip"},
		{"gzip; q=1.0", "gzip"},
		{"br", ""},
		{"gzip;q=0", ""},
		{"identity, gzip; q=0.000", ""},
		{"xgzip", ""},
	}
	for _, tt := range tests {
		w := get(URL("app.css"), "Accept-Encoding", tt.accept)
		if got := w.Header().Get("Content-Encoding"); got != tt.want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", tt.accept, got, tt.want)
		}
		if got := w.Header().Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary = %q", tt.accept, got)
		}
	}
}

func TestAFileThatTheBrowserHasIsNotSentAgain(t *testing.T) {
	tag := get(URL("app.css")).Header().Get("ETag")
	if w := get(URL("app.css"), "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("got %d with %d bytes, want 304 with none", w.Code, w.Body.Len())
	}
}

func TestOtherNamesAreNotFound(t *testing.T) {
	for _, url := range []string{"/static/app.css", "/static/app.0000000000.css", "/static/embed.go", "/static/", "/static/../go.mod"} {
		if w := get(url); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", url, w.Code)
		}
	}
}

// What a first view loads beside its HTML; the whole page has 60 kB (proves G14).
func TestTheFilesOfAPageAreSmall(t *testing.T) {
	sum := 0
	for _, url := range append(Modules("pages.js", "country.js"), URL("app.css"), URL("htmx.min.js"), URL("icon.svg")) {
		n := get(url, "Accept-Encoding", "gzip").Body.Len()
		t.Logf("%s: %d bytes compressed", url, n)
		sum += n
	}
	if sum > 40_000 {
		t.Errorf("%d bytes, want at most 40000", sum)
	}
}

// proves G11: what moves, moves only for whoever has not asked for less of it.
func TestNothingMovesForWhoPrefersLessMotion(t *testing.T) {
	sources, err := filepath.Glob("src/*.css")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := filepath.Glob("../views/*.templ")
	if err != nil {
		t.Fatal(err)
	}
	var source []byte
	for _, name := range slices.Concat(sources, templates, []string{"../views/looks.go"}) {
		part, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, part...)
	}
	before, within, found := strings.Cut(string(source), "@media (prefers-reduced-motion: no-preference) {")
	_, after, closed := strings.Cut(within, "\n  }\n") // the block's own level
	if !found || !closed {
		t.Fatal("there is no block for motion")
	}
	for _, moving := range []string{"animation", "animate-", "transition", "@keyframes", "smooth"} {
		if strings.Contains(before+after, moving) {
			t.Errorf("%s stands outside of the block for motion", moving)
		}
	}
}
