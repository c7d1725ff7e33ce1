package config

import (
	"errors"
	"strings"
	"testing"
)

// proves C8
func TestCheckJudgesOriginsThatMayFrameThePages(t *testing.T) {
	tests := []struct {
		origin, production, development string // the complaint, "" is accepted
	}{
		{"https://shop.example", "", ""},
		{"https://shop.example:8443", "", ""},
		{"https://xn--bcher-kva.example", "", ""},
		{"http://localhost:3000", "only for localhost in development", ""},
		{"http://127.0.0.1:3000", "only for localhost in development", ""},
		{"http://[::1]:3000", "only for localhost in development", ""},
		{"http://shop.example", "only for localhost", "only for localhost"},
		{"https://shop.example/", "not an origin", "not an origin"},
		{"https://shop.example/cart", "not an origin", "not an origin"},
		{"https://shop.example?x", "not an origin", "not an origin"},
		{"https://Shop.example", "not an origin", "not an origin"},
		{"https://bücher.example", "not an origin", "not an origin"},
		{"https://me@shop.example", "not an origin", "not an origin"},
		{"https://shop.example; script-src", "not an origin", "not an origin"},
		{"https://shop.example,https://evil.example", "not an origin", "not an origin"},
		{"https://*.shop.example", "wildcard", "wildcard"},
		{"*", "wildcard", "wildcard"},
		{"'self'", "not an origin", "not an origin"},
		{"com.example.app:", "not an origin", "not an origin"},
		{"", "not an origin", "not an origin"},
		{"https://shop.example:443", "the port", "the port"},
		{"http://localhost:80", "the port", "the port"},
	}
	for _, test := range tests {
		t.Run(test.origin, func(t *testing.T) {
			cfg := ready(t)
			for mode, want := range map[string]string{Production: test.production, Development: test.development} {
				cfg.Mode = mode
				for _, key := range []string{"auth.embed_origins.0", "apps.0.embed_origins.0"} {
					cfg.Auth.EmbedOrigins, cfg.Apps[0].EmbedOrigins = nil, nil
					if key == "auth.embed_origins.0" {
						cfg.Auth.EmbedOrigins = []string{test.origin}
					} else {
						cfg.Apps[0].EmbedOrigins = []string{test.origin}
					}
					var problems Problems
					errors.As(cfg.Check(readers()), &problems)
					complaint := ""
					for _, p := range problems {
						if strings.HasPrefix(p, key+": ") {
							complaint += p
						}
					}
					if (complaint == "") != (want == "") || !strings.Contains(complaint, want) {
						t.Errorf("%s, %s: got %q, want %q", mode, key, complaint, want)
					}
				}
			}
		})
	}
}
