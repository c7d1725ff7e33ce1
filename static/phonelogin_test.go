package static

import "testing"

// What apps load must stay small: it is on their pages before anybody signs in.
func TestTheScriptForAppsIsSmallAndForEverySite(t *testing.T) {
	if n := len(files["phonelogin.js"].zipped); n > 3*1024 {
		t.Errorf("phonelogin.js is %d bytes compressed, want at most 3072", n)
	}
	tests := map[string]string{
		"phonelogin.js":   "text/javascript; charset=utf-8",
		"phonelogin.mjs":  "text/javascript; charset=utf-8",
		"phonelogin.d.ts": "text/plain; charset=utf-8",
	}
	for name, kind := range tests {
		h := get("/static/" + name).Header()
		if h.Get("Content-Type") != kind || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cache-Control") != "public, max-age=3600" {
			t.Errorf("%s: got %v", name, h)
		}
	}
	if got := get(URL("pages.js")).Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("pages.js is open to %q", got)
	}
}
