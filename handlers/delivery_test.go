package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/config"
	"phonelogin/providers"
)

// told reads the report that a test wrote into a callback's query, in the place
// of a carrier's own form. It is signed with the URL that was called.
func told(c auth.Callback) (providers.Report, error) {
	if signed := c.Header.Get("X-Signed"); signed != "" && signed != c.URL {
		return providers.Report{}, providers.ErrForged
	}
	at, err := url.Parse(c.URL)
	if err != nil {
		return providers.Report{}, err
	}
	q := at.Query()
	if c.Method == http.MethodPost {
		if q, err = url.ParseQuery(string(c.Body)); err != nil {
			return providers.Report{}, err
		}
	}
	r := providers.Report{ID: q.Get("id"), State: providers.State(q.Get("state"))}
	if kind := q.Get("kind"); kind != "" {
		r.Err = &providers.Error{Kind: providers.Kind(kind), Detail: "error 30003"}
	}
	return r, nil
}

// report tells the app what became of the inbox's nth message, as a carrier does.
func (a *app) report(method, words string, headers ...string) answer {
	a.t.Helper()
	path, body := "/callbacks/inbox", words
	if method == http.MethodGet {
		path, body = path+"?"+words, ""
	}
	r := httptest.NewRequestWithContext(a.t.Context(), method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return a.serve(r)
}

func TestCarriersReportByPostAndGet(t *testing.T) {
	each(t, func(a *app) {
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			p := a.browser().ask("/login", a.number())
			p.shows(200, "/login/code", "The message is on its way.")
			a.settle()
			all := a.inbox.Messages()
			a.report(method, "id="+all[0].ID+"&state=delivered").is(200, "")
			p.browser.get(p.at).shows(200, "/login/code", "The message has arrived on your phone.")
		}
	})
}

// The signature is that of the configured address, whatever the Host header says.
func TestForgedReportsChangeNothing(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		public := a.config.Server.PublicURL + "/callbacks/inbox?id=inbox-1&state=delivered"
		if got := a.report(http.MethodGet, "id=inbox-1&state=delivered", "X-Signed", "https://evil.example/callbacks/inbox"); got.status != 403 {
			a.t.Errorf("forged: got %d %s", got.status, got.body)
		}
		p.browser.get(p.at).shows(200, "/login/code", "on its way")
		a.report(http.MethodGet, "id=inbox-1&state=delivered", "X-Signed", public).is(200, "")
		a.report(http.MethodGet, "id=of-nobody&state=delivered").is(200, "")
		if got := a.report(http.MethodPost, strings.Repeat("a", mebibyte+1)); got.status != 413 {
			a.t.Errorf("a long body: got %d", got.status)
		}
		r := httptest.NewRequestWithContext(a.t.Context(), http.MethodPost, "/callbacks/pigeon", nil)
		if got := a.serve(r); got.status != 404 {
			a.t.Errorf("another carrier: got %d", got.status)
		}
	})
}

// proves C14, C18: a message that fails leads to the other channel at once, and
// the same code comes by it.
func TestAPageOffersTheOtherChannelWhenAMessageFails(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		first := a.code()
		a.report(http.MethodPost, "id=inbox-1&state=undelivered&kind=bad_number").is(200, "")
		p = p.browser.get(p.at).shows(200, "/login/code", "The message was refused for this number.")
		twice := *p
		p = p.submit("/login/code/delivery", form{}).shows(200, "/login/code", "We sent the code by WhatsApp.")
		twice.submit("/login/code/delivery", form{}).shows(200, "/login/code", "We sent the code by WhatsApp.") // proves G13
		if a.code() != first || len(a.sent(ada)) != 2 {
			a.t.Errorf("sent %q", a.sent(ada))
		}
		p.submit("/login/code", form{"code": first}).shows(200, "/account", "Your account")
	}, longCodes)
}

func TestAPageOffersTheOtherChannelAfterSilence(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		a.advance(29 * time.Second)
		if p = p.browser.get(p.at); strings.Contains(p.body, `action="/login/code/delivery`) {
			a.t.Errorf("offered too early:\n%s", p.text())
		}
		a.advance(time.Second)
		p = p.browser.get(p.at).shows(200, "/login/code", "We have not heard yet")
		p.submit("/login/code/delivery", form{}).shows(200, "/login/code", "We sent the code by WhatsApp.")
	}, longCodes)
}

// The page asks every few seconds; only news are sent.
func TestDeliveryIsToldWhenItChanges(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		at := strings.Replace(p.at, "/login/code", "/login/code/delivery", 1)
		if got := p.browser.get(at + "&seen=on_its_way"); got.status != 204 || got.body != "" {
			a.t.Errorf("nothing new: got %d %q", got.status, got.body)
		}
		p.browser.get(at).shows(200, "/login/code/delivery", "on its way").has("Cache-Control", "no-store")
		a.settle()
		a.report(http.MethodPost, "id=inbox-1&state=delivered")
		if got := p.browser.get(at + "&seen=on_its_way"); got.status != 286 || !strings.Contains(got.body, "has arrived") {
			a.t.Errorf("the end: got %d %q", got.status, got.body)
		}
		if got := a.browser().get(at); got.status != 286 || got.body != "" {
			a.t.Errorf("another browser: got %d %q", got.status, got.body)
		}
	})
}

// proves P14, S23: where nobody new may come in, the page says the same of known
// and unknown numbers, whatever became of the message.
func TestDeliveryLooksTheSameForUnknownNumbers(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		closed := *a.config
		closed.Auth.EnableSignup = false
		a.serveWith(&closed)
		a.advance(time.Hour)
		seen := map[string]string{}
		for _, number := range []string{ada, grace} {
			p := a.browser().ask("/login", number)
			a.settle()
			a.report(http.MethodPost, "id=inbox-2&state=undelivered&kind=bad_number")
			text := p.browser.get(p.at).text()
			a.advance(30 * time.Second)
			text += p.browser.get(p.at).submit("/login/code/delivery", form{}).text()
			text = regexp.MustCompile(`\d\d:\d\d:\d\d`).ReplaceAllString(text, "time")
			seen[strings.ReplaceAll(text, auth.Phone(number[1:]).Pretty(), "number")] = number
			a.settle()
		}
		if len(seen) != 1 {
			a.t.Errorf("the pages differ: %q", seen)
		}
	}, longCodes)
}

// proves S62, C14: the page says how to get messages again, and offers the other
// channel.
func TestAPageTellsOfStop(t *testing.T) {
	each(t, func(a *app) {
		a.browser().ask("/login", ada)
		a.settle()
		a.report(http.MethodPost, "id=inbox-1&state=undelivered&kind=opted_out").is(200, "")
		a.advance(time.Hour)
		p := a.browser().ask("/login", ada).shows(422, "/login", "Text START")
		p.submit("/login", form{"phone": ada, "channel": "whatsapp"}).shows(200, "/login/code", "WhatsApp")
		got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
		if got.status != 422 || !strings.Contains(got.body, `"sms_send_failed"`) {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
	}, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 10 * time.Minute })
}
