package views

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"phonelogin/locales"
	"phonelogin/static"
)

// proves G14 (its weight): opening the sign-in page costs 60 kB at most, with every country
// in its list. Pages are sent as they are, because a compressed page tells
// something of the form token in it; files are compressed.
func TestTheFirstPageIsLight(t *testing.T) {
	const most = 60_000
	p := phoneProps()
	p.Countries = nil
	for i := range 245 {
		p.Countries = append(p.Countries, Country{fmt.Sprintf("X%c", 'A'+i%26), fmt.Sprintf("A country of some length %d", i), fmt.Sprintf("+%d", i)})
	}
	p.Languages = locales.Languages()
	html := render(t, Phone(p))
	sum := len(html)
	t.Logf("page: %d bytes", sum)
	loaded := static.Modules("pages.js", "country.js")
	for _, name := range []string{"app.css", "htmx.min.js", "icon.svg"} {
		loaded = append(loaded, static.URL(name))
	}
	for _, url := range loaded {
		if !strings.Contains(html, hashed.ReplaceAllString(url, "$1.")) {
			t.Errorf("the page does not load %s", url)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = strings.TrimPrefix(url, "/static/")
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		static.Handler().ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%s: got %d, want 200", url, w.Code)
		}
		t.Logf("%s: %d bytes", url, w.Body.Len())
		sum += w.Body.Len()
	}
	if sum > most {
		t.Errorf("the sign-in page costs %d bytes, want at most %d", sum, most)
	}
}
