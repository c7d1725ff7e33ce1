package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"phonelogin/config"
)

// framedBy lets the shop's site show its login in a frame, and a second site too.
func framedBy(c *config.Config) {
	withApps(c)
	c.Apps[0].RedirectURLs = []string{shop, "https://www.shop.example/cb"}
	c.Apps[0].EmbedOrigins = []string{"https://shop.example", "https://www.shop.example"}
}

// inFrame is the address of the shop's login in a frame.
func inFrame(change ...string) string {
	return "/login?" + asks(append(change, "display", "embed")...).Encode()
}

// framer tells who may frame a page, of both headers that browsers know.
func framer(got answer) string {
	rule := regexp.MustCompile(`frame-ancestors ([^;]*)$`).FindStringSubmatch(got.header.Get("Content-Security-Policy"))
	if rule == nil {
		return "anybody"
	}
	return strings.TrimSpace(rule[1] + " " + got.header.Get("X-Frame-Options"))
}

const nobody = "'none' DENY"

// proves C8, S31
func TestOnlyTheSiteOfTheLoginMayFrameItsPages(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.get(inFrame()).shows(200, "/login?", "Mobile number")
		wrongNumber := p.submit("/login", form{"phone": "1"}).shows(422, "/login", "")
		code := wrongNumber.submit("/login", form{"phone": ada, "country": "DE"}).shows(200, "/login/code?flow=embed.", "")
		wrongCode := code.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code", "")
		back := b.get(strings.Replace(code.at, "/login/code", "/login", 1)).shows(200, "/login?flow=embed.", "")
		for _, p := range []*page{p, wrongNumber, code, wrongCode, back} {
			if got := framer(p.answer); got != "https://shop.example" {
				a.t.Errorf("%s may be framed by %s", p.at, got)
			}
		}
		// What an app asks for decides which of its sites that is.
		other := b.get(inFrame("redirect_to", "https://www.shop.example/cb"))
		if got := framer(other.answer); got != "https://www.shop.example" {
			a.t.Errorf("with another redirect_to the page may be framed by %s", got)
		}
		for _, at := range []string{
			"/login?" + asks().Encode(), "/account?display=embed", "/signed-out?display=embed", "/nothing?display=embed",
			"/login/code?flow=embed.made-up", "/login?" + asks("display", "popup").Encode(),
		} {
			if got := framer(b.get(at).answer); got != nobody {
				a.t.Errorf("%s may be framed by %s", at, got)
			}
		}
	}, framedBy, inProduction)
}

// proves C8
func TestASiteThatIsNotRegisteredGetsNoFrame(t *testing.T) {
	each(t, func(a *app) {
		for name, q := range map[string]url.Values{
			"an app without embed_origins": {"client_id": {"forum"}, "redirect_to": {forum}},
			"the default app":              {"redirect_to": {site}, "code_challenge": {challenge}, "code_challenge_method": {"s256"}},
			"a URL of another origin":      asks("redirect_to", "https://pay.shop.example/cb"),
			"no plan for an answer":        {"client_id": {"shop"}},
			"said twice":                   {"client_id": {"shop"}, "display": {"embed"}},
		} {
			q.Add("display", "embed")
			for _, at := range []string{"/login?", "/auth/v1/authorize?provider=phone&"} {
				p := a.browser().get(at + q.Encode())
				if p.status != http.StatusBadRequest || framer(p.answer) != nobody || len(p.header.Values("Set-Cookie")) > 0 {
					a.t.Errorf("%s at %s: got %d, framed by %s", name, at, p.status, framer(p.answer))
				}
			}
		}
	}, framedBy, func(c *config.Config) {
		c.Apps[0].RedirectURLs = append(c.Apps[0].RedirectURLs, "https://pay.shop.example/cb")
	})
}

// A registration that ends is over at once, also for whoever is half-way.
func TestARegistrationThatIsTakenBackEndsTheFrame(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inFrame(), ada)
		a.config.Apps[0].EmbedOrigins = nil
		a.serveWith(a.config)
		if again := p.browser.get(p.at); again.status != 400 || framer(again.answer) != nobody {
			a.t.Errorf("got %d, framed by %s", again.status, framer(again.answer))
		}
		if again := p.submit("/login/code", form{"code": a.code()}); again.status == 303 {
			a.t.Errorf("the site got an answer: %s", again.at)
		}
	}, framedBy)
}

// proves C8, S29: nobody is signed in at our pages through a frame, and the cookies
// of frames are apart from all others.
func TestSomeoneSignsInInAFrame(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask(inFrame(), ada)
		if got := a.sent(ada); len(got) != 1 || !strings.HasSuffix(got[0], "\n\n@shop.example #"+a.code()+" %login.example") {
			a.t.Errorf("sent %q", got)
		}
		p = p.submit("/login/code", form{"code": a.code()})
		to, err := url.Parse(p.at)
		if err != nil || p.status != 303 || !strings.HasPrefix(p.at, shop+"?") || to.Query().Get("code") == "" {
			a.t.Fatalf("got %d to %q", p.status, p.at)
		}
		a.json("POST", "/token?grant_type=pkce", `{"auth_code":"`+to.Query().Get("code")+`","code_verifier":"`+verifier+`"}`).ok()
		if got := a.people(); got != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each: that of the shop", got)
		}
		b.get("/account").shows(200, "/login", "Mobile number")
		b.get(inFrame()).shows(200, "/login?", "Mobile number")
	}, framedBy, inProduction)
}

// proves C8
func TestAMessageByTheOtherChannelKnowsOfTheFrameToo(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().get(inFrame()).submit("/login", form{"phone": ada, "country": "DE", "channel": "whatsapp"})
		code := a.code()
		a.report(http.MethodPost, "id=inbox-1&state=undelivered&kind=bad_number").is(200, "")
		p = p.browser.get(p.at).submit("/login/code/delivery", form{})
		if got := a.sent(ada); len(got) != 2 || !strings.HasSuffix(got[0], "\n\n@shop.example #"+code+" %login.example") {
			a.t.Errorf("sent %q", got)
		}
		if got := framer(p.answer); p.status != 200 || got != "https://shop.example" {
			a.t.Errorf("got %d, framed by %s", p.status, got)
		}
	}, framedBy, inProduction, longCodes)
}

// proves S29
func TestCookiesOfAFrameAreKeptApartForEachSite(t *testing.T) {
	tests := []struct {
		name   string
		change func(*config.Config)
		want   map[string]string
	}{
		{"https", inProduction, map[string]string{
			"__Host-phonelogin-framed": "HttpOnly; Secure; SameSite=None; Partitioned", "__Host-phonelogin-device-framed": "HttpOnly; Secure; SameSite=None; Partitioned",
		}},
		{"http in development", func(*config.Config) {}, map[string]string{
			"phonelogin-framed": "HttpOnly; SameSite=Lax", "phonelogin-device-framed": "HttpOnly; SameSite=Lax",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				a.browser().ask(inFrame(), ada).submit("/login/code", form{"code": a.code()})
				seen := map[string]bool{}
				for _, found := range regexp.MustCompile(`(?m)^Set-Cookie: ([^=]+)=[^;]*; Path=/; Max-Age=\d+; (.*?)\r?$`).FindAllStringSubmatch(a.transcript.answers(), -1) {
					if seen[found[1]] = true; test.want[found[1]] != found[2] {
						a.t.Errorf("cookie %s: %s, want %q", found[1], found[2], test.want[found[1]])
					}
				}
				if len(seen) != len(test.want) {
					a.t.Errorf("cookies %v, want %v", seen, test.want)
				}
			}, framedBy, test.change)
		})
	}
}

// proves S30: cookies that travel to other sites' frames do not open our forms to
// those sites.
func TestAFormFromTheSiteAroundAFrameIsRefused(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask(inFrame(), ada)
		fields := form{"code": a.code()}
		p.form("/login/code", fields)
		got := b.send("POST", p.at, fields.encode(), "Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example")
		if got.status != http.StatusForbidden {
			a.t.Errorf("got %d", got.status)
		}
		delete(fields, "form_token")
		if p := b.post(p.at, fields); p.status != 422 {
			a.t.Errorf("without the form's token: got %d", p.status)
		}
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v, want none", got)
		}
	}, framedBy)
}
