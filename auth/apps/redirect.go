package apps

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// pattern is an address of the default app with the wildcards of Supabase's redirect
// URLs: "*" is any text without "." and "/", "**" is any text, and "?" is one character
// other than these two. Scheme, host, port and the rest are matched one by one, so that
// no wildcard reaches from one into the next.
type pattern struct {
	scheme string
	host   *regexp.Regexp // nil for the schemes of apps, which have no host
	port   *regexp.Regexp
	rest   *regexp.Regexp // path and query
}

// isPattern reports whether an address has wildcards. "?" alone makes none: in an
// exact address it begins the query.
func isPattern(address string) bool { return strings.Contains(address, "*") }

// newPattern reads an address that config.Check passed.
func newPattern(address string) pattern {
	scheme, after, _ := strings.Cut(address, "://")
	if scheme != "http" && scheme != "https" {
		return pattern{scheme: scheme, rest: wildcards(after)}
	}
	authority, path, _ := strings.Cut(after, "/")
	host, port, _ := strings.Cut(authority, ":")
	return pattern{
		scheme: scheme, host: wildcards(strings.ToLower(host)), port: wildcards(port), rest: wildcards("/" + path),
	}
}

func wildcards(glob string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^./]*`, `\?`, `[^./]`).Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile(`^` + quoted + `$`)
}

// plainHost matches hosts that browsers do not rewrite. They turn other hosts into
// such ones before they connect, so a pattern must not match the others.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+$`)

// matches reports whether an app may return people to an address. It refuses
// everything that browsers rewrite: "..", backslashes, user names, hosts in other
// scripts (S40).
func (p pattern) matches(requested string) bool {
	u, err := url.Parse(requested)
	if err != nil || u.Scheme != p.scheme || u.User != nil || u.Opaque != "" || u.ForceQuery || strings.ContainsAny(requested, `\#`) {
		return false
	}
	if slices.ContainsFunc(strings.Split(u.Path, "/"), func(part string) bool { return part == "." || part == ".." }) {
		return false
	}
	if p.host == nil {
		_, after, found := strings.Cut(requested, "://")
		return found && p.rest.MatchString(after)
	}
	rest := rootPath(u)
	if u.RawQuery != "" {
		rest += "?" + u.RawQuery
	}
	return plainHost.MatchString(u.Hostname()) && p.host.MatchString(strings.ToLower(u.Hostname())) &&
		p.port.MatchString(u.Port()) && p.rest.MatchString(rest)
}
