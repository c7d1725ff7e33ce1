package handlers

import (
	"net/http/httptest"
	"testing"
)

// proves S24
func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	for _, test := range []struct {
		name      string
		proxies   []string
		from      string
		forwarded string
		want      string
	}{
		{"nobody trusted", nil, "192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"a stranger", []string{"10.0.0.0/8"}, "192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"the proxy", []string{"10.0.0.0/8"}, "10.1.2.3:1", "203.0.113.9", "203.0.113.9"},
		{"a client's own words before the proxy's", []string{"10.0.0.0/8"}, "10.1.2.3:1", "198.51.100.7, 203.0.113.9", "203.0.113.9"},
		{"two proxies", []string{"10.0.0.0/8"}, "10.1.2.3:1", "203.0.113.9, 10.9.9.9", "203.0.113.9"},
		{"loopback is no exception", []string{"10.0.0.0/8"}, "127.0.0.1:1", "203.0.113.9", "127.0.0.1"},
		{"nonsense", []string{"10.0.0.0/8"}, "10.1.2.3:1", "unknown", "10.1.2.3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = test.from
			r.Header.Set("X-Forwarded-For", test.forwarded)
			if got := clientAddress(test.proxies)(r); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
