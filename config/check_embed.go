package config

import (
	"net/url"
	"regexp"
	"strings"

	"phonelogin/config/loopback"
)

// plainOrigin is an origin as browsers write it. Other characters of a URL could
// end one rule of a Content-Security-Policy and begin another.
var plainOrigin = regexp.MustCompile(`^https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]*)?$`)

// checkEmbedOrigins allows whole origins that nobody on the network can
// impersonate.
func (c *Config) checkEmbedOrigins(p *Problems, key string, origins []string) {
	for i, origin := range origins {
		c.checkEmbedOrigin(p, element(key, i), origin)
	}
}

func (c *Config) checkEmbedOrigin(p *Problems, key, origin string) {
	if strings.Contains(origin, "*") {
		p.Add(key, "%q has a wildcard: list exact origins", origin)
		return
	}
	u, err := url.Parse(origin)
	switch {
	case err != nil || !plainOrigin.MatchString(origin):
		p.Add(key, `%q is not an origin, such as "https://shop.example": small letters, no path and no "/" at the end`, origin)
	case u.Scheme+":"+u.Port() == "https:443" || u.Scheme+":"+u.Port() == "http:80":
		p.Add(key, "%q names the port that is meant without it: leave it out", origin)
	case u.Scheme == "http" && (c.Mode != Development || !loopback.Is(u.Hostname())):
		p.Add(key, "%q is http, which is only for localhost in development: use https", origin)
	}
}
