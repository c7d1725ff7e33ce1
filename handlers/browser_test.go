package handlers_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// browser is someone's browser without scripts: it keeps cookies, follows
// redirects on our site and fills in forms.
type browser struct {
	app  *app
	home *url.URL
	jar  *cookiejar.Jar

	accepts string // languages, as its person set it up
}

func (a *app) browser() *browser {
	a.t.Helper()
	home, err := url.Parse(a.config.Server.PublicURL)
	if err != nil {
		a.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return &browser{app: a, home: home, jar: jar}
}

// form holds what is filled in.
type form map[string]string

func (f form) encode() string {
	values := url.Values{}
	for name, value := range f {
		values.Set(name, value)
	}
	return values.Encode()
}

// page is what a browser shows, and where.
type page struct {
	answer
	at      string // path and query; a whole URL when it left our site
	browser *browser
	doc     *html.Node
}

// send makes one request and follows nothing. headers are pairs; an empty value
// takes a header away.
func (b *browser) send(method, path, body string, headers ...string) answer {
	b.app.t.Helper()
	target, err := b.home.Parse(path)
	if err != nil {
		b.app.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(b.app.t.Context(), method, target.String(), strings.NewReader(body))
	r.Header.Set("User-Agent", "Mozilla/5.0 (Android 15) Chrome/140.0")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.accepts != "" {
		r.Header.Set("Accept-Language", b.accepts)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", b.home.String())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	for _, c := range b.jar.Cookies(target) {
		r.AddCookie(c)
	}
	got := b.app.serve(r)
	b.jar.SetCookies(target, (&http.Response{Header: got.header}).Cookies())
	return got
}

// get opens a page and follows redirects.
func (b *browser) get(path string) *page {
	b.app.t.Helper()
	return b.follow(path, b.send(http.MethodGet, path, ""))
}

// post sends a form and follows redirects.
func (b *browser) post(path string, f form) *page {
	b.app.t.Helper()
	return b.follow(path, b.send(http.MethodPost, path, f.encode()))
}

// follow goes where answers lead, but not off our site.
func (b *browser) follow(at string, got answer) *page {
	b.app.t.Helper()
	for range 10 {
		to := got.header.Get("Location")
		if to == "" || got.status < 300 || got.status > 399 {
			break
		}
		at = to
		if u, err := b.home.Parse(to); err != nil || u.Host != b.home.Host {
			break
		}
		got = b.send(http.MethodGet, to, "")
	}
	p := &page{answer: got, at: at, browser: b}
	if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		doc, err := html.ParseWithOptions(strings.NewReader(got.body), html.ParseOptionEnableScripting(false))
		if err != nil {
			b.app.t.Fatal(err)
		}
		p.doc = doc
	}
	return p
}

// submit fills in and sends the form whose action begins with action.
func (p *page) submit(action string, filled form) *page {
	p.t.Helper()
	f := form{}
	where := p.form(action, f)
	for name, value := range filled {
		f[name] = value
	}
	return p.browser.post(where, f)
}

// form finds a form, notes the fields that it has filled in already, and tells
// where it leads.
func (p *page) form(action string, fields form) string {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool {
		return n.Data == "form" && strings.HasPrefix(attribute(n, "action"), action)
	})
	if len(found) == 0 {
		p.t.Fatalf("no form leads to %s on %s:\n%s", action, p.at, p.text())
	}
	for n := range found[0].Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" {
			fields[attribute(n, "name")] = attribute(n, "value")
		}
	}
	return attribute(found[0], "action")
}

func (p *page) all(fits func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	if p.doc == nil {
		return nil
	}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

// value is that of the field with a name.
func (p *page) value(name string) string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "input" && attribute(n, "name") == name }) {
		return attribute(n, "value")
	}
	p.t.Fatalf("no field %s on %s:\n%s", name, p.at, p.text())
	return ""
}

// text is what people read, blanks made one.
func (p *page) text() string {
	if p.doc == nil {
		return p.body
	}
	var words []string
	for n := range p.doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "option" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// shows checks the status, the address (its beginning) and a text.
func (p *page) shows(status int, at, text string) *page {
	p.t.Helper()
	if p.status != status || !strings.HasPrefix(p.at, at) || !strings.Contains(p.text(), text) {
		p.t.Fatalf("got %d at %s:\n%s\nwant %d at %s with %q", p.status, p.at, p.text(), status, at, text)
	}
	return p
}

// ask types a number on a phone page that leads to an address.
func (b *browser) ask(path, phone string) *page {
	b.app.t.Helper()
	return b.get(path).submit("/login", form{"phone": phone, "country": "DE"})
}

// signIn signs a number in through the pages.
func (b *browser) signIn(phone string) *page {
	b.app.t.Helper()
	return b.ask("/login", phone).submit("/login/code", form{"code": b.app.code()}).
		shows(http.StatusOK, "/account", "Your account")
}

// cookies are those that the browser would send.
func (b *browser) cookies() map[string]string {
	all := map[string]string{}
	for _, c := range b.jar.Cookies(b.home) {
		all[c.Name] = c.Value
	}
	return all
}
