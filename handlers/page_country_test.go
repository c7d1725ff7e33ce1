package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"phonelogin/config"
)

// isCountry tells the choices of the country control.
func isCountry(n *html.Node) bool {
	return n.Data == "option" && attribute(n.Parent, "id") == "country"
}

// country is the one chosen on a phone page.
func (p *page) country() string {
	p.t.Helper()
	for _, n := range p.all(isCountry) {
		for _, a := range n.Attr {
			if a.Key == "selected" {
				return attribute(n, "value")
			}
		}
	}
	return ""
}

// opened is the phone page as a proxy asks for it.
func (b *browser) opened(path string, headers ...string) *page {
	b.app.t.Helper()
	return b.follow(path, b.send(http.MethodGet, path, "", headers...))
}

// proves P7: each wish counts where those before it name nothing that is offered.
func TestTheCountryIsTheBestThatIsKnown(t *testing.T) {
	each(t, func(a *app) {
		french := []string{"Accept-Language", "fr-FR,fr;q=0.9", "CF-IPCountry", "it"}
		b := a.browser()
		for _, test := range []struct{ name, path, want string }{
			{"the link", "/login?country=es&login_hint=%2B43664123456", "ES"},
			{"the number that the app has", "/login?login_hint=%2B43664123456", "AT"},
			{"the same by another name", "/login?phone=%2B43664123456", "AT"},
			{"a hint that is no number", "/login?login_hint=me%40example.com", "PT"},
			{"a country that is not offered", "/login?country=RU", "PT"},
			{"the setting", "/login", "PT"},
		} {
			if got := b.opened(test.path, french...).country(); got != test.want {
				a.t.Errorf("%s: got %s, want %s", test.name, got, test.want)
			}
		}
		a.config.Auth.SMS.DefaultCountry = ""
		a.rebuild()
		if got := b.opened("/login", french...).country(); got != "IT" {
			a.t.Errorf("the request's country: got %s, want IT", got)
		}
		if got := b.opened("/login", "Accept-Language", "fr-FR").country(); got != "FR" {
			a.t.Errorf("the page's language: got %s, want FR", got)
		}
		b.ask("/login", ada)
		if got := b.opened("/login", french...).country(); got != "DE" {
			a.t.Errorf("the one used last: got %s, want DE", got)
		}
	}, behindEdge, func(c *config.Config) {
		c.Auth.SMS.Countries, c.Auth.SMS.DefaultCountry = []string{"AT", "DE", "ES", "FR", "IT", "PT"}, "PT"
	})
}

// behindEdge believes what the tests' own address says of countries.
func behindEdge(c *config.Config) {
	c.Server.TrustedProxies, c.Server.CountryHeader = []string{"192.0.2.0/24"}, "CF-IPCountry"
}

// proves P7, S24: a visitor's own header says nothing.
func TestACountryHeaderIsBelievedOfTrustedProxiesOnly(t *testing.T) {
	each(t, func(a *app) {
		if got := a.browser().opened("/login", "CF-IPCountry", "IT").country(); got != "US" {
			a.t.Errorf("got %s, want US", got)
		}
	}, behindEdge, func(c *config.Config) { c.Server.TrustedProxies = []string{"10.0.0.0/8"} })
}

// proves P7
func TestOnlyAllowedCountriesAreListedAndPinnedOnesComeFirst(t *testing.T) {
	each(t, func(a *app) {
		var listed []string
		for _, n := range a.browser().get("/login").all(isCountry) {
			listed = append(listed, attribute(n, "value"))
		}
		if got := strings.Join(listed, " "); got != "CH DE AT FR" {
			a.t.Errorf("listed %s", got)
		}
	}, func(c *config.Config) {
		c.Auth.SMS.Countries, c.Auth.SMS.PinnedCountries = []string{"AT", "DE", "FR", "CH"}, []string{"CH", "DE"}
	})
}

// proves P8: before anything is sent, with the countries that are left on the page.
func TestACountryThatIsNotServedIsToldBeforeAnythingIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		served, typed, country, named string
	}{
		"another code":                           {"DE", "+7 912 345 67 89", "DE", "Russia"},
		"an island with the code of the country": {"GB", "07797 712345", "GB", "Jersey"},
		"a state with the code of its neighbour": {"US", "787 234 5678", "US", "Puerto Rico"},
		"a number that no plan knows":            {"DE", "+1 333 444 5555", "DE", "+1"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(a *app) {
				p := a.browser().get("/login").submit("/login", form{"phone": c.typed, "country": c.country})
				p.shows(422, "/login", "Codes are not sent to that country ("+c.named+"). Use a number of a country in the list.")
				if p.value("phone") != c.typed || len(a.inbox.Messages()) != 0 {
					a.t.Errorf("the field holds %q, %d messages were sent", p.value("phone"), len(a.inbox.Messages()))
				}
			}, func(conf *config.Config) { conf.Auth.SMS.Countries = []string{c.served} })
		})
	}
}

// proves P4: what was typed with its code has its country, whatever the control says.
func TestTheNumbersOwnCountryIsRemembered(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.get("/login").submit("/login", form{"phone": ada, "country": "US"}).shows(200, "/login/code", "")
		if got := b.get("/login").country(); got != "DE" {
			a.t.Errorf("got %s, want DE", got)
		}
	})
}

// proves C13: who only follows a link is not shown the number in full.
func TestANumberThatTheAppFilledInIsMaskedUntilItIsTyped(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().get("/login?login_hint=%2B4915112345678")
		if got := p.value("phone"); got != "+49 1511 2345678" {
			a.t.Fatalf("the field holds %q", got)
		}
		p = p.submit("/login", nil).shows(200, "/login/code", "+49 … 78")
		if strings.Contains(p.text(), "2345678") {
			a.t.Error("the number is shown in full")
		}
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "")
		other := a.browser()
		other.get("/login?login_hint=%2B4915112345678").submit("/login", form{"phone": grace, "country": "DE"}).
			shows(200, "/login/code", "+49 1511 2345679")
	})
}

// proves C14, C16: who is stopped reads another way in, and finds the app's help.
func TestWhoTriedTooOftenIsShownAnotherWay(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		for range 5 {
			p = p.submit("/login/code", form{"code": a.wrong()})
		}
		p.shows(422, "/login/code", "Too many wrong codes. Ask for a new one below.")
		help := p.all(func(n *html.Node) bool { return n.Data == "a" && attribute(n, "href") == "https://shop.example/help" })
		channels := p.all(func(n *html.Node) bool { return n.Data == "button" && attribute(n, "value") == "whatsapp" })
		if len(help) != 1 || len(channels) != 1 {
			a.t.Errorf("%d links to help and %d other channels, want one each", len(help), len(channels))
		}
	}, func(c *config.Config) { c.Auth.SupportURL = "https://shop.example/help" })
}

// A piece of a number on the next line reads as another number, above all where text
// runs from the right.
func TestAnExampleOfANumberStaysOnOneLine(t *testing.T) {
	each(t, func(a *app) {
		for path, want := range map[string]string{
			"/login?country=DE": "+49\u00a01512\u00a03456789",
			"/login?country=US": "+1\u00a0201\u2011555\u20110123",
		} {
			if p := a.browser().get(path); !strings.Contains(p.body, want) {
				a.t.Errorf("%s: %q is not in\n%s", path, want, p.text())
			}
		}
	})
}
