package pages

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// policyOptions are what one page may do and others may not. The zero value is
// nothing.
type policyOptions struct {
	formTarget    string // where forms may lead in the end
	captcha       string // sources of the captcha's widget
	frameAncestor string // who may show the page in a frame
}

// contentPolicy is the Content-Security-Policy of a page.
func contentPolicy(nonce string, p policyOptions) string {
	frames, captcha := "", p.captcha
	if captcha != "" {
		frames, captcha = "; frame-src "+captcha, " "+captcha
	}
	return "default-src 'none'; script-src 'nonce-" + nonce + "'" + captcha + "; style-src 'self'" + captcha +
		"; img-src 'self' data:; connect-src 'self'" + captcha + frames + "; form-action 'self' " + formTarget(p.formTarget) +
		"; base-uri 'none'; object-src 'none'; frame-ancestors " + cmp.Or(p.frameAncestor, "'none'")
}

// setPolicy sets the Content-Security-Policy of a page, in the place of the one that
// Protect set.
func setPolicy(c echo.Context, p policyOptions) {
	header := c.Response().Header()
	header.Set("Content-Security-Policy", contentPolicy(Nonce(c), p))
	if p.frameAncestor != "" {
		header.Del("X-Frame-Options") // it cannot name a site
	}
}

// formTarget is the source to which a form may lead in the end. Browsers apply
// form-action to redirects too.
func formTarget(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme == "" || strings.ContainsAny(target, "; ,\r\n\t") {
		return ""
	}
	if u.Scheme == "http" || u.Scheme == "https" {
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + ":"
}

// nonceKey is where Protect leaves the nonce of the page's scripts.
const nonceKey = "nonce"

// Nonce is the nonce of the page's scripts; "" outside Protect, where no script
// runs.
func Nonce(c echo.Context) string {
	nonce, _ := c.Get(nonceKey).(string)
	return nonce
}

// AllowOwnFrame lets our own pages show this page in a frame.
func AllowOwnFrame(c echo.Context) {
	setPolicy(c, policyOptions{frameAncestor: "'self'"})
	c.Response().Header().Set("X-Frame-Options", "SAMEORIGIN")
}
