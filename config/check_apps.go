package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"phonelogin/config/loopback"
)

// maxName is the longest name, so that it fits into messages and pages.
const maxName = 30

var (
	appID = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

	// domainLike matches what phones turn into a link in a message.
	domainLike = regexp.MustCompile(`(?i)://|www\.|[\p{L}\p{N}]\.\p{L}{2,}`)

	// runsInBrowser lists the schemes whose URLs a browser runs or reads itself
	// instead of opening another app.
	runsInBrowser = []string{"javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"}
)

func (c *Config) checkApps(p *Problems) {
	seen := map[string]bool{}
	for n, app := range c.Apps {
		key := element("apps", n)
		switch {
		case !appID.MatchString(app.ID):
			p.Add(key+".id", "%q is not one or more of A-Z a-z 0-9 . _ -", app.ID)
		case seen[app.ID]:
			p.Add(key+".id", "%q is used twice", app.ID)
		}
		seen[app.ID] = true
		checkName(p, key+".name", app.Name)
		checkLink(p, key+".support_url", app.SupportURL)
		checkLink(p, key+".terms_url", app.TermsURL)
		checkLink(p, key+".privacy_url", app.PrivacyURL)
		if len(app.RedirectURLs) == 0 {
			p.Add(key+".redirect_urls", "needs at least one URL")
		}
		for i, u := range app.RedirectURLs {
			checkRedirect(p, element(key+".redirect_urls", i), u)
		}
		c.checkEmbedOrigins(p, key+".embed_origins", app.EmbedOrigins)
	}
}

// checkName refuses names that could make a message look as if it came from
// somebody else (rule S26).
func checkName(p *Problems, key, name string) {
	invisible := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
	switch {
	case strings.TrimSpace(name) == "":
		p.Add(key, "must be set")
	case utf8.RuneCountInString(name) > maxName:
		p.Add(key, "%q has more than %d characters", name, maxName)
	case strings.ContainsFunc(name, invisible) || !utf8.ValidString(name):
		p.Add(key, "%q has characters that cannot be seen", name)
	case domainLike.MatchString(name):
		p.Add(key, "%q looks like a link", name)
	}
}

// checkRedirect applies RFC 9700, section 2.1 (rule S40): a redirect URL is exact,
// cannot run in the page and does not carry the answer unencrypted over the
// network.
func checkRedirect(p *Problems, key, value string) {
	if value == "" {
		p.Add(key, "must be set")
		return
	}
	u, wrong := parseURL(value)
	switch {
	case strings.ContainsAny(value, "*{}"):
		p.Add(key, "%q has a wildcard: list exact URLs", value)
	case wrong != "":
		p.Add(key, "%s", wrong)
	case strings.Contains(value, "#"):
		p.Add(key, "%q has a fragment", value)
	default:
		checkScheme(p, key, value, u)
	}
}

func checkScheme(p *Problems, key, value string, u *url.URL) {
	switch {
	case lacksScheme(u):
		p.Add(key, "%q has no scheme: write %q", value, suggestedScheme(u)+value)
	case slices.Contains(runsInBrowser, u.Scheme):
		p.Add(key, "the scheme %s: is refused", u.Scheme)
	case isWeb(u) && u.Scheme == "http" && !loopback.Is(u.Hostname()):
		p.Add(key, "%q is http, which is only for localhost: use https", value)
	case (u.Scheme == "http" || u.Scheme == "https") && !isWeb(u):
		p.Add(key, "%q names no host", value)
	}
}

// lacksScheme recognises "localhost:3000", which the parser takes for the path 3000
// under the scheme localhost.
func lacksScheme(u *url.URL) bool {
	return u.Opaque != "" && (strings.EqualFold(u.Scheme, "localhost") || u.Opaque[0] >= '0' && u.Opaque[0] <= '9')
}

func suggestedScheme(u *url.URL) string {
	if loopback.Is(u.Scheme) {
		return "http://"
	}
	return "https://"
}

// plainScheme is a scheme without wildcards.
var plainScheme = regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`)

// checkAdditional allows wildcards to the default app, for projects from Supabase.
// The operator must still choose where answers go, so scheme and domain have none.
func checkAdditional(p *Problems, key, value string) {
	if !strings.Contains(value, "*") {
		checkRedirect(p, key, value)
		return
	}
	scheme, after, ok := strings.Cut(value, "://")
	authority, _, _ := strings.Cut(after, "/")
	host, _, _ := strings.Cut(authority, ":")
	labels := strings.Split(host, ".")
	switch {
	case !ok || !plainScheme.MatchString(scheme) || strings.ContainsAny(value, " \\#{}[]"):
		p.Add(key, "%q is no URL with the wildcards *, ** and ?", value)
	case strings.Contains(authority, "@"):
		p.Add(key, "must not hold a user name or password")
	case slices.Contains(runsInBrowser, scheme):
		p.Add(key, "the scheme %s: is refused", scheme)
	case scheme != "http" && scheme != "https":
	case strings.ContainsAny(strings.Join(labels[max(0, len(labels)-2):], "."), "*?"):
		p.Add(key, "%q has a wildcard in the last two parts of its host", value)
	case host == "":
		p.Add(key, "%q names no host", value)
	case scheme == "http" && !loopback.Is(host):
		p.Add(key, "%q is http, which is only for localhost: use https", value)
	}
}
