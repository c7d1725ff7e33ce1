package pages

import (
	"cmp"
	"net/url"
	"strings"
)

// ChangePath is where a change of number begins.
const ChangePath = "/account/phone"

// DeletePath is where an account is deleted.
const DeletePath = "/account/delete"

// accountPageOf is the page of the account that a path belongs to; "" for the
// account itself and for any other path. authorizationRequest.Next is set with it
// alone, so it never leads to another site.
func accountPageOf(path string) string {
	for _, page := range []string{ChangePath, DeletePath} {
		if path == page || strings.HasPrefix(path, page+"/") {
			return page
		}
	}
	return ""
}

// localPage is an address without host and without the language that an app asked
// for. An address of another site becomes the account page.
func localPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.ContainsRune(u.Path, '\\') {
		return "/account"
	}
	q := u.Query()
	q.Del("ui_locales")
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: q.Encode()}).String()
}

// localURL is an address without its host. One that browsers would read as another
// host becomes /login.
func localURL(u *url.URL) string {
	if strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\') {
		return "/login"
	}
	return (&url.URL{Path: cmp.Or(u.Path, "/"), RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}
