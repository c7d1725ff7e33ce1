package pages

import (
	"cmp"
	"net/url"
	"strings"
)

// ChangePath is where a change of number begins.
const ChangePath = "/account/phone"

const DeletePath = "/account/delete"

// accountPageOf is the page of the account that an address belongs to, "" for the
// account itself and for what is none. There is no other way into returning.Next,
// so that no address leads to another site.
func accountPageOf(path string) string {
	for _, page := range []string{ChangePath, DeletePath} {
		if path == page || strings.HasPrefix(path, page+"/") {
			return page
		}
	}
	return ""
}

// localPage is an address that cannot lead to another site, without the
// language that an app asked for.
func localPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.ContainsRune(u.Path, '\\') {
		return "/account"
	}
	q := u.Query()
	q.Del("ui_locales")
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: q.Encode()}).String()
}

// localURL is an address without its host. One that browsers would read as
// another host is none of ours.
func localURL(u *url.URL) string {
	if strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\') {
		return "/login"
	}
	return (&url.URL{Path: cmp.Or(u.Path, "/"), RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}
