package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/config"
)

// asks are the parameters with which an app sends a browser.
func asks(change ...string) url.Values {
	q := url.Values{
		"client_id": {"shop"}, "redirect_to": {shop}, "state": {"xyz &+=ü"},
		"code_challenge": {challenge}, "code_challenge_method": {"s256"},
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	return q
}

// The one line of supabase-js: no key, and no client_id for the default app.
func TestAuthorizeOpensOurPages(t *testing.T) {
	each(t, func(a *app) {
		q := asks("client_id", "", "redirect_to", site, "state", "")
		q.Set("provider", "phone")
		got := a.browser().send("GET", "/auth/v1/authorize?"+q.Encode(), "").is(302, "")
		to, err := url.Parse(got.header.Get("Location"))
		if err != nil {
			a.t.Fatal(err)
		}
		q.Del("provider")
		if diff := cmp.Diff(q, to.Query()); to.Path != "/login" || diff != "" {
			a.t.Errorf("Location %s, parameters (-want +got):\n%s", to, diff)
		}
		a.browser().get(to.String()).shows(200, "/login", "Mobile number")
	}, withApps)
}

func TestAuthorizeRefusesOtherProvidersAsTheAPIDoes(t *testing.T) {
	each(t, func(a *app) {
		for _, provider := range []string{"github", "Phone", ""} {
			got := a.browser().send("GET", "/auth/v1/authorize?"+asks("provider", provider).Encode(), "")
			got.is(400, legacy("400", "validation_failed", "Unsupported provider: provider is not enabled")).has("Location", "")
		}
	}, withApps)
}

// proves S40, S41, S42, S47: whatever an app may not ask for ends on our page
// and never in a redirect, neither at once nor after a sign-in.
func TestAskingForWhatIsNotRegisteredNeverRedirects(t *testing.T) {
	each(t, func(a *app) {
		for name, q := range map[string]url.Values{
			"unknown app":         asks("client_id", "nobody"),
			"other site":          asks("redirect_to", "https://evil.example/"),
			"other app's address": asks("redirect_to", forum),
			"longer path":         asks("redirect_to", shop+"/more"),
			"other case":          asks("redirect_to", strings.ToUpper(shop)),
			"query":               asks("redirect_to", shop+"?x=1"),
			"fragment":            asks("redirect_to", shop+"#x"),
			"user info":           asks("redirect_to", "https://shop.example@evil.example/signed-in"),
			"other scheme":        asks("redirect_to", "http://shop.example/signed-in"),
			"other port":          asks("redirect_to", "https://shop.example:444/signed-in"),
			"script":              asks("redirect_to", "javascript:alert(1)"),
			"relative":            asks("redirect_to", "/signed-in"),
			"scheme relative":     asks("redirect_to", "//evil.example"),
			"backslash":           asks("redirect_to", `https:\\shop.example\signed-in`),
			"no challenge":        asks("code_challenge", "", "code_challenge_method", ""),
			"no method":           asks("code_challenge_method", ""),
			"method alone":        asks("code_challenge", ""),
			"plain":               asks("code_challenge_method", "plain"),
			"short challenge":     asks("code_challenge", "abc"),
			"long challenge":      asks("code_challenge", strings.Repeat("a", 129)),
			"long state":          asks("state", strings.Repeat("a", 1<<14)),
			"twice":               {"redirect_to": {shop, "https://evil.example/"}, "client_id": {"shop"}},
		} {
			for _, path := range []string{"/auth/v1/authorize?provider=phone&", "/login?"} {
				p := a.browser().get(path + q.Encode())
				if p.status != 400 || p.header.Get("Location") != "" || !strings.Contains(p.text(), "This link does not work") {
					a.t.Errorf("%s, %s: got %d, Location %q:\n%s", name, path, p.status, p.header.Get("Location"), p.text())
				}
			}
		}
	}, withApps)
}

// What an app may ask for can change while someone signs in.
func TestAnAddressThatIsTakenAwayDuringASignInIsNotGoneTo(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		code := a.code()
		later := newApp(a.t, a.url, func(c *config.Config) {
			*c = *a.config
			c.Apps = c.Apps[1:]
		})
		a.handler = later.handler
		gone := p.submit("/login/code", form{"code": code})
		if gone.status != 400 || gone.header.Get("Location") != "" {
			a.t.Errorf("got %d, Location %q:\n%s", gone.status, gone.header.Get("Location"), gone.text())
		}
	}, withApps)
}

// proves S43, S54, C20: the whole way of an app with PKCE.
func TestAnAppExchangesItsCodeOnce(t *testing.T) {
	each(t, func(a *app) {
		code := a.returned(a.browser().ask("/login?"+asks().Encode(), ada).submit("/login/code", form{"code": a.code()}))
		a.exchange(code, verifier).ok().hasShape(sessionShape(userShape)).has("Vary", "Origin")
		used := legacy("404", "flow_state_not_found", "invalid flow state, no valid flow state found")
		a.exchange(code, verifier).is(404, used)
	}, withApps)
}

// RFC 6749, section 4.1.2: one of the two is not the app.
func TestASecondUseOfACodeEndsTheSessionOfTheFirst(t *testing.T) {
	each(t, func(a *app) {
		code := a.returned(a.browser().ask("/login?"+asks().Encode(), ada).submit("/login/code", form{"code": a.code()}))
		var s session
		a.exchange(code, verifier).ok().read(&s)
		if !a.isAlive(s) {
			a.t.Fatal("the session does not work")
		}
		a.exchange(code, "")
		a.exchange(code, verifier)
		if got := a.json("GET", "/user", "", s.bearer()...); got.status != 403 {
			a.t.Errorf("the session outlived it: %d %s", got.status, got.body)
		}
	}, withApps)
}

func TestACodeIsRefusedLateAndWithAWrongVerifier(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		code := a.returned(b.ask("/login?"+asks().Encode(), ada).submit("/login/code", form{"code": a.code()}))
		a.exchange(code, strings.Repeat("x", 43)).
			is(400, legacy("400", "bad_code_verifier", "code challenge does not match previously saved code verifier"))
		a.exchange(code, verifier).is(404, legacy("404", "flow_state_not_found", "invalid flow state, no valid flow state found"))

		code = a.returned(b.get("/login?"+asks().Encode()).submit("/login/continue", nil))
		a.advance(time.Minute)
		a.exchange(code, verifier).is(422, legacy("422", "flow_state_expired", "invalid flow state, flow state has expired"))
	}, withApps)
}

func (a *app) exchange(code, verifier string) answer {
	a.t.Helper()
	return a.json("POST", "/token?grant_type=pkce", `{"auth_code":"`+code+`","code_verifier":"`+verifier+`"}`)
}

// returned is the code that the shop gets, with its state unchanged (proves S47,
// S54, C20).
func (a *app) returned(p *page) string {
	a.t.Helper()
	to, err := url.Parse(p.header.Get("Location"))
	if err != nil {
		a.t.Fatal(err)
	}
	q := to.Query()
	if p.status != 303 || !strings.HasPrefix(p.at, shop+"?") || q.Get("state") != "xyz &+=ü" || len(q.Get("code")) < 22 {
		a.t.Fatalf("got %d to %q:\n%s", p.status, to, p.text())
	}
	p.has("Cache-Control", "no-store").has("Referrer-Policy", "no-referrer")
	return q.Get("code")
}
