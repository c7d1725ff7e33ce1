package handlers

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"phonelogin/config"
)

// clientAddress reads a client's address. Anybody can write a header that names one.
// So only headers of the given proxies are believed, each for the hop before it
// (S24). The header holds one address, or a list such as X-Forwarded-For, to
// which each proxy adds the address that called it.
func clientAddress(s config.Server) echo.IPExtractor {
	isProxy := trustedProxies(s)
	return func(r *http.Request) string {
		client, ok := parseAddress(r.RemoteAddr)
		if !ok {
			return ""
		}
		hops := strings.Split(strings.Join(r.Header.Values(s.ClientIPHeader), ","), ",")
		for _, hop := range slices.Backward(hops) {
			if !isProxy(client) {
				break
			}
			before, ok := parseAddress(strings.TrimSpace(hop))
			if !ok {
				break
			}
			client = before
		}
		return client.String()
	}
}

// trustedProxies reports whether an address is one of the trusted proxies.
func trustedProxies(s config.Server) func(netip.Addr) bool {
	trusted := make([]netip.Prefix, 0, len(s.TrustedProxies))
	for _, network := range s.TrustedProxies {
		if prefix, err := netip.ParsePrefix(network); err == nil { // checked with the settings
			trusted = append(trusted, prefix)
		}
	}
	return func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
}

// requestCountry reads the country that a trusted proxy names in a header; "" for
// none.
func requestCountry(s config.Server) func(*http.Request) string {
	isProxy := trustedProxies(s)
	return func(r *http.Request) string {
		peer, ok := parseAddress(r.RemoteAddr)
		if s.CountryHeader == "" || !ok || !isProxy(peer) {
			return ""
		}
		return strings.ToUpper(strings.TrimSpace(r.Header.Get(s.CountryHeader)))
	}
}

// knownCountry returns the ISO code of a country, and "" for any other text. Proxies
// have codes of their own for countries that they do not know.
func knownCountry(iso string) string {
	region, err := language.ParseRegion(iso)
	if err != nil || !region.IsCountry() || region.String() != iso {
		return ""
	}
	return iso
}

// parseAddress reads an address, with or without a port. An IPv4 address in IPv6
// form becomes the IPv4 address. The zone of a link is left out.
func parseAddress(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = withPort.Addr()
	}
	return a.Unmap().WithZone(""), true
}
