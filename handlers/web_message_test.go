package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"phonelogin/config"
)

// inWindow is the address of the shop's login in a window that it waits for.
func inWindow(change ...string) string {
	return "/login?" + asks(append(change, "response_mode", "web_message")...).Encode()
}

// posted is what a page gives to the window that waits, and to which origin.
func (p *page) posted() (response map[string]string, origin string) {
	p.t.Helper()
	found := p.all(func(n *html.Node) bool { return attribute(n, "data-message") != "" })
	if len(found) != 1 {
		p.t.Fatalf("%d messages on %s:\n%s", len(found), p.at, p.text())
	}
	var message struct {
		Type     string
		Response map[string]string
	}
	if err := json.Unmarshal([]byte(attribute(found[0], "data-message")), &message); err != nil || message.Type != "authorization_response" {
		p.t.Fatalf("%v: %q", err, attribute(found[0], "data-message"))
	}
	return message.Response, attribute(found[0], "data-origin")
}

// proves C20, S31
func TestAnAppsWindowIsGivenTheAnswer(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inWindow(), ada).submit("/login/code", form{"code": a.code()}).shows(200, "/login/code?flow=message.", "The Shop")
		response, origin := p.posted()
		if origin != "https://shop.example" || response["state"] != "xyz &+=ü" || len(response) != 2 {
			a.t.Errorf("posted %v to %q", response, origin)
		}
		p.has("Cache-Control", "no-store").has("Referrer-Policy", "no-referrer").has("X-Frame-Options", "DENY")
		a.json("POST", "/token?grant_type=pkce", `{"auth_code":"`+response["code"]+`","code_verifier":"`+verifier+`"}`).ok()

		again := p.browser.get(inWindow("other", "")).submit("/login/continue", form{})
		if response, origin := again.posted(); origin != "https://shop.example" || response["code"] == "" {
			a.t.Errorf("who is signed in already: posted %v to %q", response, origin)
		}
	}, withApps)
}

// Without scripts, or without a window that waits, the link leads to the app.
func TestTheAnswerForAWindowIsALinkToo(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inWindow(), ada).submit("/login/code", form{"code": a.code()})
		response, _ := p.posted()
		links := p.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attribute(n, "href"), shop+"?") })
		if len(links) != 1 {
			a.t.Fatalf("%d links to the shop", len(links))
		}
		to, err := url.Parse(attribute(links[0], "href"))
		if err != nil || to.Query().Get("code") != response["code"] || to.Query().Get("state") != response["state"] {
			a.t.Errorf("the link leads to %s, want the answer %v", to, response)
		}
	}, withApps)
}

func TestAWindowIsGivenTokensWhereTheAppOptedIn(t *testing.T) {
	each(t, func(a *app) {
		q := url.Values{"client_id": {"forum"}, "redirect_to": {forum}, "response_mode": {"web_message"}}
		response, origin := a.browser().ask("/login?"+q.Encode(), ada).submit("/login/code", form{"code": a.code()}).posted()
		if origin != "https://forum.example" || !a.isAlive(session{AccessToken: response["access_token"], RefreshToken: response["refresh_token"]}) {
			a.t.Errorf("posted %v to %q", response, origin)
		}
	}, withApps)
}

// proves S31: only pages that a window waits for keep the tie to it, from the
// first to the last.
func TestOnlyAwaitedPagesKeepTheTieToTheWindowThatOpenedThem(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		tied := func(what string, got answer, want bool) {
			a.t.Helper()
			if is := got.header.Get("Cross-Origin-Opener-Policy") != "same-origin"; is != want {
				a.t.Errorf("%s: the tie is kept: %v", what, is)
			}
		}
		begin := b.get(inWindow())
		tied("phone page", begin.answer, true)
		wrong := begin.submit("/login", form{"phone": "1"})
		tied("wrong number", wrong.answer, true)

		fields := form{}
		at := wrong.form("/login", fields)
		fields["phone"], fields["country"] = ada, "DE"
		moved := b.send(http.MethodPost, at, fields.encode())
		tied("the way to the code page", moved, true)
		code := b.get(moved.header.Get("Location"))
		tied("code page", code.answer, true)
		language := form{}
		at = code.form("/language", language)
		language["lang"] = "de"
		tied("another language", b.send(http.MethodPost, at, language.encode()), true)
		done := code.submit("/login/code", form{"code": a.code()})
		tied("the answer", done.answer, true)
		tied("who is signed in already", b.get(inWindow()).answer, true)

		for _, path := range []string{
			"/login?other=1", "/login?" + asks("response_mode", "query").Encode(), "/account?response_mode=web_message", "/?flow=message.1",
			"/account", "/nothing?response_mode=web_message",
		} {
			tied(path, b.get(path).answer, false)
		}
	}, withApps)
}

func TestAnAnswerIsPostedOnlyToWhatHasAWindow(t *testing.T) {
	each(t, func(a *app) {
		for _, at := range []string{"/login?", "/auth/v1/authorize?provider=phone&"} {
			q := asks("redirect_to", "shop://back", "response_mode", "web_message")
			p := a.browser().get(at+q.Encode()).shows(400, at, "redirect_to must be a web address")
			if len(p.header.Values("Set-Cookie")) > 0 {
				a.t.Errorf("%s sets a cookie", at)
			}
		}
		// Others are ways of a redirect, as ever.
		p := a.browser().ask("/login?"+asks("redirect_to", "shop://back", "response_mode", "query").Encode(), ada).
			submit("/login/code", form{"code": a.code()})
		if p.status != 303 || !strings.HasPrefix(p.at, "shop://back?code=") {
			a.t.Errorf("got %d to %s", p.status, p.at)
		}
	}, withApps, func(c *config.Config) { c.Apps[0].RedirectURLs = append(c.Apps[0].RedirectURLs, "shop://back") })
}

// proves C8: the site around a frame is a window that waits, too.
func TestTheSiteAroundAFrameIsGivenTheAnswer(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask(inFrame("response_mode", "web_message"), ada).submit("/login/code", form{"code": a.code()})
		response, origin := p.posted()
		if origin != "https://shop.example" || response["code"] == "" || framer(p.answer) != "https://shop.example" {
			a.t.Errorf("posted %v to %q, framed by %s", response, origin, framer(p.answer))
		}
	}, framedBy, inProduction)
}
