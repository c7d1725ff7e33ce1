package handlers

import (
	"net/http/httptest"
	"testing"

	"phonelogin/config"
)

// proves S24
func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	ours := []string{"10.0.0.0/8", "2001:db8:1::/48"}
	for _, test := range []struct {
		name      string
		proxies   []string
		from      string
		forwarded string
		want      string
	}{
		{"nobody trusted", nil, "192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"a stranger", ours, "192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"the proxy", ours, "10.1.2.3:1", "203.0.113.9", "203.0.113.9"},
		{"a client's own words before the proxy's", ours, "10.1.2.3:1", "198.51.100.7, 203.0.113.9", "203.0.113.9"},
		{"two proxies", ours, "10.1.2.3:1", "203.0.113.9, 10.9.9.9", "203.0.113.9"},
		{"two proxies, and a client's own words", ours, "10.1.2.3:1", "10.4.4.4, 203.0.113.9, 10.9.9.9", "203.0.113.9"},
		{"only proxies", ours, "10.1.2.3:1", "10.4.4.4,10.9.9.9", "10.4.4.4"},
		{"loopback is no exception", ours, "127.0.0.1:1", "203.0.113.9", "127.0.0.1"},
		{"nonsense", ours, "10.1.2.3:1", "unknown", "10.1.2.3"},
		{"nonsense before a proxy", ours, "10.1.2.3:1", "203.0.113.9, unknown, 10.9.9.9", "10.9.9.9"},
		{"no header", ours, "10.1.2.3:1", "", "10.1.2.3"},
		{"a proxy that speaks IPv6", ours, "[2001:db8:1::1]:1", "2001:db8:2::9", "2001:db8:2::9"},
		{"IPv4 in the form of IPv6", ours, "[::ffff:10.1.2.3]:1", "::ffff:203.0.113.9", "203.0.113.9"},
		{"with a port", ours, "10.1.2.3:1", "203.0.113.9:4711", "203.0.113.9"},
		{"with a zone", nil, "[fe80::1%eth0]:1", "", "fe80::1"},
		{"no address at all", nil, "@", "203.0.113.9", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, header := range []string{"X-Forwarded-For", "CF-Connecting-IP"} {
				r := httptest.NewRequest("GET", "/", nil)
				r.RemoteAddr = test.from
				r.Header.Set(header, test.forwarded)
				r.Header.Set("X-Real-IP", "198.51.100.1")
				if got := clientAddress(config.Server{TrustedProxies: test.proxies, ClientIPHeader: header})(r); got != test.want {
					t.Errorf("%s: got %s, want %s", header, got, test.want)
				}
			}
		})
	}
}
