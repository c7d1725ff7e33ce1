package handlers_test

import (
	"net/url"
	"strings"
	"testing"
)

// pageNonsense is what any field of a form or parameter of an address may be.
var pageNonsense = map[string]string{
	"empty":          "",
	"blank":          "   ",
	"long":           strings.Repeat("a", 1<<16),
	"controls":       "\x01\x08\t\x1f\x7f",
	"line ends":      "a\r\nSet-Cookie: x=y\r\n\r\n<b>",
	"zero":           "a\x00b",
	"not UTF-8":      "\xff\xfe",
	"cut character":  "\xe2\x82",
	"surrogate":      "\xed\xa0\x80",
	"other digits":   "+٤٩١٥١١٢٣٤٥٦٧٨",
	"beyond the BMP": "😀😀😀😀",
	"script":         `"><script>alert(1)</script>`,
	"statement":      "' OR 1=1; DROP TABLE users; --",
	"template":       "{{ .Code }}%s%n",
	"path":           "../../etc/passwd",
	"number":         "99999999999999999999999999",
}

func escape(s string) string { return url.QueryEscape(s) }

// isPage checks that an answer is no fault and that a refusal is a page of ours.
func (p *page) isPage(name string) {
	p.t.Helper()
	if p.status >= 500 || p.status >= 300 && p.doc == nil && p.header.Get("Location") == "" {
		p.t.Errorf("%s: got %d at %.200s: %.500s", name, p.status, p.at, p.text())
	}
	if strings.Contains(p.body, "<script>alert") {
		p.t.Errorf("%s: a script of someone else's is on the page", name)
	}
	if p.header.Get("Set-Cookie") != "" && strings.HasPrefix(p.header.Get("Set-Cookie"), "x=y") {
		p.t.Errorf("%s: a header of someone else's", name)
	}
}

func TestNonsenseInTheAddressOfAPageIsNoFault(t *testing.T) {
	each(t, func(a *app) {
		signedIn := a.browser()
		signedIn.signIn(ada)
		before := a.people()
		for what, value := range pageNonsense {
			for _, parameter := range []string{
				"client_id", "redirect_to", "code_challenge", "code_challenge_method", "state", "flow", "country", "other", "provider",
			} {
				q := asks(parameter, value)
				if parameter != "provider" {
					q.Set("provider", "phone")
				}
				name := parameter + ": " + what
				if got := a.browser().send("GET", "/auth/v1/authorize?"+q.Encode(), ""); got.status >= 500 {
					a.t.Errorf("authorize, %s: got %d", name, got.status)
				}
				a.browser().get("/login?" + q.Encode()).isPage(name)
			}
			for _, at := range []string{
				"/login/code?flow=", "/login/codes?flow=", "/account?ended=", "/account/phone/new?flow=", "/dev/inbox?to=", "/dev/inbox/list?x=", "/account/sign-out?x=",
			} {
				signedIn.get(at + escape(value)).isPage(at + what)
			}
			for _, at := range []string{"/account/revert/", "/"} {
				signedIn.get(at + url.PathEscape(value)).isPage(at + what)
			}
			if got := signedIn.send("GET", "/static/"+url.PathEscape(value), ""); got.status != 404 {
				a.t.Errorf("/static/, %s: got %d", what, got.status)
			}
		}
		for _, at := range []string{"/login?%zz", "/login?state=%", "/login?flow=a&flow=b", "/login;x", "/%2e%2e/login", "/login?a;b"} {
			signedIn.get(at).isPage(at)
		}
		if got := a.people(); got != before {
			a.t.Errorf("users and sessions %v, were %v", got, before)
		}
	}, withApps)
}

func TestNonsenseInAFormIsNoFault(t *testing.T) {
	each(t, func(a *app) {
		for what, value := range pageNonsense {
			for _, field := range []string{"phone", "country", "channel", "form_token", "extra"} {
				name := field + ": " + what
				p := a.browser().get("/login")
				p.submit("/login", form{"phone": a.number(), "country": "DE", field: value}).isPage("login, " + name)
			}
			for _, field := range []string{"code", "form_token", "channel"} {
				name := field + ": " + what
				p := a.browser().ask("/login", a.number())
				p.submit("/login/code", form{"code": "12345", field: value}).isPage("code, " + name)
				p.submit("/login/codes", form{field: value}).isPage("resend, " + name)
			}
		}
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v, want none", got)
		}
	})
}

func TestNonsenseInAFormOfTheAccountIsNoFault(t *testing.T) {
	each(t, func(a *app) {
		for what, value := range pageNonsense {
			b := a.browser()
			b.signIn(a.number())
			p := a.prove(b)
			for _, field := range []string{"phone", "country", "channel", "form_token"} {
				b.get("/account/phone").submit("/account/phone", form{field: value}).isPage("proof, " + field + ": " + what)
				p.submit("/account/phone/new", form{"phone": a.number(), "country": "DE", field: value}).isPage("new number, " + field + ": " + what)
			}
			p = b.get("/account")
			p.submit("/account/sign-out", form{"form_token": value}).isPage("sign out, form_token: " + what)
			fields := form{}
			p.form("/account/data", fields)
			fields["session"] = value
			b.post("/account/sessions/end", fields).isPage("end a session: " + what)
			p.submit("/account/data", form{"form_token": value}).isPage("data, form_token: " + what)
			p.submit("/account/sign-out", form{"scope": value}).isPage("sign out, scope: " + what)
		}
	})
}

// Rows keep what an app sent while someone signs in: it comes back as it was, or
// is refused at once.
func TestNonsenseThatAnAppSendsWithALoginDoesNotBreakItLater(t *testing.T) {
	each(t, func(a *app) {
		for what, value := range pageNonsense {
			b := a.browser()
			p := b.get("/login?" + asks("state", value).Encode())
			if p.status == 400 {
				continue
			}
			phone := a.number()
			p = p.submit("/login", form{"phone": phone, "country": "DE"})
			if p.status != 200 {
				a.t.Errorf("%s: got %d:\n%s", what, p.status, p.text())
				continue
			}
			p = p.submit("/login/code", form{"code": a.code()})
			to, err := url.Parse(p.header.Get("Location"))
			if err != nil || p.status != 303 {
				a.t.Errorf("%s: got %d to %q", what, p.status, p.header.Get("Location"))
				continue
			}
			// proves S47
			if got := to.Query().Get("state"); got != value {
				a.t.Errorf("%s: state %q came back as %q", what, value, got)
			}
		}
	}, withApps)
}

func TestAFormThatIsTooLargeOrMalformedIsAnsweredWithAPage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada)
		large := "phone=" + strings.Repeat("a", mebibyte+1)
		for _, at := range []string{"/login", "/login/continue", p.at, "/login/codes?" + query(p.at)} {
			got := b.follow(at, b.send("POST", at, large))
			got.isPage(at)
			if got.status != 413 {
				a.t.Errorf("%s, too large: got %d:\n%.300s", at, got.status, got.text())
			}
			for name, headers := range map[string][]string{
				"malformed":    nil,
				"no type":      {"Content-Type", ""},
				"JSON":         {"Content-Type", "application/json"},
				"multipart":    {"Content-Type", "multipart/form-data; boundary=x"},
				"no boundary":  {"Content-Type", "multipart/form-data"},
				"unknown type": {"Content-Type", "\x01"},
			} {
				got := b.follow(at, b.send("POST", at, "phone=%zz&code=%&form_token", headers...))
				got.isPage(name + " " + at)
				if got.status < 400 || got.status >= 500 {
					a.t.Errorf("%s, %s: got %d", at, name, got.status)
				}
			}
		}
		b.get(p.at).submit("/login/code", form{"code": a.code()}).shows(200, "/account", "")
	})
}

func TestNonsenseInACookieIsANewVisitor(t *testing.T) {
	each(t, func(a *app) {
		for what, value := range pageNonsense {
			for _, name := range []string{"phonelogin", "phonelogin-device"} {
				got := a.browser().send("GET", "/login", "", "Cookie", name+"="+value)
				if got.status != 200 {
					a.t.Errorf("%s, %s: got %d", name, what, got.status)
				}
			}
		}
	})
}
