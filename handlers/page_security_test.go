package handlers_test

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"phonelogin/auth/otp"
	"phonelogin/config"
)

// proves S30: what another site sends is refused before it is read.
func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		fields := form{"scope": "global"}
		b.get("/account").form("/account/sign-out", fields)
		for name, headers := range map[string][]string{
			"cross-site":           {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
			"same-site":            {"Sec-Fetch-Site", "same-site", "Origin", "https://evil.localhost"},
			"foreign origin alone": {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
			"hidden origin":        {"Sec-Fetch-Site", "cross-site", "Origin", "null"},
		} {
			p := b.follow("/account/sign-out", b.send("POST", "/account/sign-out", fields.encode(), headers...))
			if p.status != 403 || !strings.Contains(p.text(), "This came from another site") {
				a.t.Errorf("%s: got %d:\n%s", name, p.status, p.text())
			}
		}
		b.get("/account").shows(200, "/account", "Your account")
	})
}

// proves S30: browsers that say nothing of where a form comes from have its token.
func TestAFormWithoutItsTokenIsAskedForAgainWithWhatWasTyped(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.get("/login")
		for _, token := range []string{"", "wrong", strings.Repeat("A", 24)} {
			p := b.post("/login", form{"phone": "0151 12345678", "country": "AT", "form_token": token})
			p.shows(422, "/login", "Please try again.")
			if got := p.value("phone"); got != "0151 12345678" {
				a.t.Errorf("the number became %q", got)
			}
			if !strings.Contains(p.body, `value="AT" selected`) {
				a.t.Error("the country was forgotten")
			}
		}
		// The token of one browser is none in another.
		stolen := form{"phone": ada, "country": "DE"}
		a.browser().get("/login").form("/login", stolen)
		b.post("/login", stolen).shows(422, "/login", "Please try again.")
		if n := len(a.inbox.Messages()); n != 0 {
			a.t.Errorf("%d messages were sent", n)
		}

		p := b.ask("/login", ada)
		b.post(p.at, form{"code": a.code()}).shows(422, "/login/code", "Please try again.")
		b.post("/login/codes?"+query(p.at), nil).shows(422, "/login/codes", "Please try again.")
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "")
		for _, r := range a.routes(func(r policed) bool { return r.Form }) {
			b.post(r.path, form{"scope": "global"})
		}
		b.get("/account").shows(200, "/account", "Your account")
		if n := len(a.inbox.Messages()); n != 1 {
			a.t.Errorf("%d messages, want 1", n)
		}
	})
}

// proves S30: no address does anything when it is merely opened.
func TestOpeningAPageChangesNothing(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		p := a.change(b, grace)
		before, messages := a.people(), len(a.inbox.Messages())
		filled := "?" + query(p.at) + "&code=" + a.code() + "&scope=global&session=x&digits=5678&phone=" + ada
		for _, r := range a.routes(func(r policed) bool { return isPage(r) && r.method == "GET" }) {
			for _, at := range []string{r.path, r.path + "?other=1", r.path + filled} {
				if got := b.get(at); got.status >= 500 || got.status == 405 {
					a.t.Errorf("%s: got %d", at, got.status)
				}
			}
		}
		if a.people() != before || len(a.inbox.Messages()) != messages {
			a.t.Errorf("users and sessions %v, were %v; %d messages, were %d", a.people(), before, len(a.inbox.Messages()), messages)
		}
		b.get("/account").shows(200, "/account", "+49 1511 2345678")
	})
}

// proves S28: an id that was planted before a sign-in is worth nothing after it,
// nor is one of a session that was signed out.
func TestASignInGivesTheBrowserANewSession(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada)
		planted := b.cookies()["phonelogin"]
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "")
		signedIn := b.cookies()["phonelogin"]
		if planted == "" || signedIn == planted {
			a.t.Fatalf("cookie before %q, after %q", planted, signedIn)
		}
		a.withCookie(planted).get("/account").shows(200, "/login", "Mobile number")
		a.withCookie(signedIn).get("/account").shows(200, "/account", "Your account")
		b.get("/account").submit("/account/sign-out", form{"scope": "local"})
		a.withCookie(signedIn).get("/account").shows(200, "/signed-out", "You are signed out")
		a.advance(otp.RepeatFor)
		a.withCookie(signedIn).get("/account").shows(200, "/login", "Mobile number")
	})
}

// proves S4: the address of someone else's code page is worth nothing.
func TestALoginUnderWayBelongsToItsBrowser(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		thief := a.browser()
		thief.get(p.at).shows(200, "/login", "Mobile number")
		fields := form{"code": a.code()}
		thief.get("/login").form("/login", fields)
		thief.post(p.at, fields).shows(200, "/login", "Mobile number")
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v, want none", got)
		}
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "")
	})
}

// proves S29
func TestCookiesAreOfThisHostOnlyAndSayNothing(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		cookie := regexp.MustCompile(`(?m)^Set-Cookie: (.*)$`)
		names := map[string]bool{}
		for _, found := range cookie.FindAllStringSubmatch(a.transcript.answers(), -1) {
			parsed, err := http.ParseSetCookie(strings.TrimSpace(found[1]))
			if err != nil {
				a.t.Fatal(err)
			}
			names[parsed.Name] = true
			if !strings.HasPrefix(parsed.Name, "__Host-") || !parsed.Secure || !parsed.HttpOnly ||
				parsed.SameSite != http.SameSiteLaxMode || parsed.Path != "/" || parsed.Domain != "" || parsed.MaxAge <= 0 {
				a.t.Errorf("cookie %s", found[1])
			}
			raw, _ := base64.URLEncoding.DecodeString(parsed.Value) // nothing, where it is not base64
			for _, digits := range []string{ada[1:], ada[3:], ada[5:]} {
				if strings.Contains(parsed.Value+string(raw), digits) {
					a.t.Errorf("cookie %s holds the number", parsed.Name)
				}
			}
		}
		if !names["__Host-phonelogin"] || !names["__Host-phonelogin-device"] {
			a.t.Errorf("cookies %v", names)
		}
	}, inProduction)
}

// proves S31
func TestPagesForbidBrowsersWhatTheyDoNotNeed(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		seen := map[string]bool{}
		for _, at := range []string{"/login", "/login?" + asks().Encode(), "/login?client_id=nobody", "/nothing", "/signed-out", "/account/revert/x"} {
			p := b.get(at)
			p.has("X-Content-Type-Options", "nosniff").has("X-Frame-Options", "DENY").has("Cross-Origin-Opener-Policy", "same-origin").
				has("Strict-Transport-Security", "max-age=63072000").has("Cache-Control", "no-store")
			policy := p.header.Get("Content-Security-Policy")
			for _, rule := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
				if !strings.Contains(policy, rule) {
					a.t.Errorf("%s: policy %q lacks %s", at, policy, rule)
				}
			}
			if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
				a.t.Errorf("%s: policy %q", at, policy)
			}
			nonce := regexp.MustCompile(`'nonce-([^']+)'`).FindStringSubmatch(policy)
			if len(nonce) < 2 || len(nonce[1]) < 22 || seen[nonce[1]] {
				a.t.Fatalf("%s: nonce %q", at, nonce)
			}
			seen[nonce[1]] = true
			for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(p.body, -1) {
				if !strings.Contains(script, `nonce="`+nonce[1]+`"`) {
					a.t.Errorf("%s: %s would not run", at, script)
				}
			}
		}
		// Browsers apply form-action to redirects: the app's origin, and no other.
		policy := b.get("/login?" + asks().Encode()).header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "form-action 'self' https://shop.example;") {
			a.t.Errorf("policy %q does not lead to the app", policy)
		}
	}, inProduction, withApps)
}

func TestKeysOfCookiesCanBeRotated(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		key := make([]byte, 32)
		_, _ = rand.Read(key) // crypto/rand never fails
		old := a.config.Secrets.CookieKeys
		a.config.Secrets.CookieKeys = append([]string{base64.StdEncoding.EncodeToString(key)}, old...)
		a.rebuild()
		b.get("/account").shows(200, "/account", "Your account")
		// From then on the cookie bears the new key.
		a.config.Secrets.CookieKeys = a.config.Secrets.CookieKeys[:1]
		a.rebuild()
		b.get("/account").shows(200, "/account", "Your account")
		a.config.Secrets.CookieKeys = old
		a.rebuild()
		b.get("/account").shows(200, "/login", "Mobile number")
	})
}

// A site that points its name at this machine must not read codes through a
// visitor's browser.
func TestTheInboxIsForThisMachineOnly(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.ask("/login", ada)
		b.get("/dev/inbox").shows(200, "/dev/inbox", a.code())
		b.get("/dev/inbox/list").shows(200, "/dev/inbox/list", a.code())
		var all struct {
			Messages []struct{ To, Channel, Text, Code string }
		}
		b.send("GET", "/dev/inbox?to=%2B4915112345678", "", "Accept", "application/json").ok().read(&all)
		if len(all.Messages) != 1 || all.Messages[0].Code != a.code() || all.Messages[0].To != ada {
			a.t.Errorf("messages %+v", all)
		}
		for _, host := range []string{"evil.example", "localhost.evil.example", "192.168.1.7:8080", "127.0.0.1.evil.example", ""} {
			for _, at := range []string{"/dev/inbox", "/dev/inbox/list"} {
				r, err := http.NewRequestWithContext(a.t.Context(), "GET", at, nil)
				if err != nil {
					a.t.Fatal(err)
				}
				r.Host = host
				if got := a.serve(r); got.status != 404 || strings.Contains(got.body, a.code()) {
					a.t.Errorf("host %q: got %d", host, got.status)
				}
			}
		}
	})
}

func TestThereIsNoInboxInProduction(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.ask("/login", ada)
		for _, at := range []string{"/dev/inbox", "/dev/inbox/list", "/dev/inbox/"} {
			b.get(at).shows(404, at, "There is nothing here")
		}
		if p := b.get("/login"); strings.Contains(p.body, "/dev/inbox") {
			a.t.Error("the page links to an inbox")
		}
	}, inProduction)
}

func TestErrorsAreToldInTheFormOfTheirFace(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.get("/nothing/here").shows(404, "/nothing/here", "There is nothing here").has("Content-Type", "text/html; charset=UTF-8")
		b.follow("/login", b.send("PUT", "/login", "")).shows(405, "/login", "There is nothing here")
		a.json("GET", "/nothing", "").is(404, "404 page not found\n")
		a.advance(time.Second)
		if err := a.db.Close(); err != nil {
			a.t.Fatal(err)
		}
		fields := form{"phone": ada, "country": "DE"}
		b.get("/login").form("/login", fields)
		p := b.post("/login", fields).shows(503, "/login", "Something went wrong on our side")
		p.has("Retry-After", "5")
		if id := p.header.Get("X-Request-Id"); id == "" || !strings.Contains(p.text(), id) {
			a.t.Errorf("the page does not name the request %q:\n%s", id, p.text())
		}
	}, func(c *config.Config) { c.Log.Level = "info" })
}

// withCookie is a browser whose session cookie was planted.
func (a *app) withCookie(value string) *browser {
	a.t.Helper()
	b := a.browser()
	b.jar.SetCookies(b.home, []*http.Cookie{{Name: "phonelogin", Value: value, Path: "/"}})
	return b
}
