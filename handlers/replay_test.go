package handlers_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// exchange is a request to the reference server and its answer, as recorded.
type exchange struct {
	ID           string            `json:"id"`
	Method       string            `json:"method"`
	Path         string            `json:"path"`
	Header       map[string]string `json:"header"`
	Body         string            `json:"body"`
	Status       int               `json:"status"`
	AnswerHeader map[string]string `json:"answer_header"`
	Answer       string            `json:"answer"`
}

// Every recorded exchange is asked again, in order, of one server. What differs
// must stand in docs/api/compatibility.md, and what stands there must differ.
func TestRecordedExchangesDifferOnlyAsTheDocumentSays(t *testing.T) {
	each(t, func(a *app) {
		listed := readDifferences(t)
		r := &replay{app: a, known: map[string]string{}, tokens: map[string]string{"service": a.sign(tokens.Claims{Role: "service_role", ExpiresAt: a.clock.Now().Add(24 * time.Hour).Unix()})}}
		for _, e := range readExchanges(t) {
			r.play(e, listed)
		}
		listed.allSeen(t)
	}, recordedSettings)
}

// recordedSettings are those under which the exchanges were recorded.
func recordedSettings(c *config.Config) {
	c.Auth.SiteURL = "http://127.0.0.1:15499"
	c.Auth.EnableAnonymousSignIns = true
	c.Auth.RefreshTokenVersion = 1
	c.Auth.RefreshTokenReuseInterval = 0
	c.Auth.RateLimits.OTP.Period = time.Nanosecond
	c.Auth.RateLimits.OTP.Validity = 10 * time.Minute
	c.Auth.SMS.TestOTP = map[string]string{"15551230000": "999999"}
	c.Auth.MFA.Phone.EnrollEnabled, c.Auth.MFA.Phone.VerifyEnabled = true, true
	c.Auth.MFA.Phone.MaxFrequency = time.Nanosecond
}

// part is what an exchange needs to know that the record does not say.
type part struct {
	as       string // whose access token it bears: the exchange that issued it, or "service"
	nth      int    // which message its code is from: 0 is the newest to its number
	wait     time.Duration
	settings func(*config.Config) // from this exchange on
	before   func(*replay)
}

var parts = map[string]part{
	"A9": {as: "A7"}, "A10": {as: "A7"}, "A11": {as: "A7"}, "A23": {as: "A22"}, "A24": {as: "A7"},
	"A25": {as: "A22"}, "A27": {as: "A22"},
	"B35": {as: "B34"}, "B37": {as: "B36"}, "B38": {as: "B29"},
	"C2": {as: "B29"},
	"D1": {as: "B29"}, "D2": {as: "B29"}, "D3": {as: "B29"}, "D4": {as: "B29"}, "D5": {as: "D4"}, "D6": {as: "D4"}, "D7": {as: "D4"},
	"E1":  {settings: func(c *config.Config) { c.Auth.RateLimits.OTP.Period = time.Minute }},
	"E3":  {settings: func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = time.Second }},
	"E4":  {wait: 2 * time.Second},
	"E5":  {settings: func(*config.Config) {}},
	"E7":  {nth: 1},
	"E9":  {settings: recordedLimits("PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=1")},
	"E11": {settings: func(*config.Config) {}},
	"E12": {settings: recordedLimits(behindProxy), before: func(r *replay) { r.guess(30) }},
	"E16": {settings: func(c *config.Config) { c.Auth.EnableSignup = false }},
	"E19": {settings: func(c *config.Config) { c.Auth.SMS.EnableSignup = false }},
	"E24": {settings: func(c *config.Config) { c.Auth.SMS.EnableConfirmations = false }},
	"E27": {as: "E24"},
	"E28": {settings: func(c *config.Config) { c.Auth.Sessions.Timebox = time.Second }},
	"E29": {wait: 2 * time.Second}, "E30": {as: "E28b"},
	"E31": {settings: func(c *config.Config) { c.Auth.Sessions.InactivityTimeout = time.Second }},
	"E32": {wait: 2 * time.Second},
	"E33": {settings: func(c *config.Config) { c.Auth.Sessions.SinglePerUser = true }},
	"E36": {as: "E33"},
	"E37": {settings: func(c *config.Config) { c.Auth.RefreshTokenVersion = 2 }},
	"E42": {as: "E40"},
	"E44": {before: (*replay).askPeopleOnly}, "E46": {before: func(r *replay) { r.judge.accepts("tok") }},
	"E49": {settings: func(*config.Config) {}},
	"H1":  {as: "E50"}, "H4": {nth: 1}, "H6": {as: "E50"}, "H9": {as: "H8"}, "H11": {nth: 1}, "H15": {as: "H8"},
	"H16": {as: "H8"}, "H17": {as: "H8"}, "H18": {as: "H8"}, "H19": {as: "H8"},
}

// recordedLimits are the recorded settings with limits on requests, which count
// in development only where somebody set them.
func recordedLimits(vars ...string) func(*config.Config) {
	return func(c *config.Config) {
		withLimits(vars...)(c)
		recordedSettings(c)
	}
}

// replay asks recorded questions with the values of this server: what was
// issued then is not what is issued now.
type replay struct {
	*app
	known  map[string]string // a recorded value and the one that stands in its place
	tokens map[string]string // access tokens by the exchange that issued them
	judge  *judge
}

func (r *replay) play(e exchange, listed *differences) {
	p := parts[e.ID]
	if p.settings != nil {
		r.restart(func(c *config.Config) { recordedSettings(c); p.settings(c) })
	}
	if p.before != nil {
		p.before(r)
	}
	r.advance(max(p.wait, time.Second))
	got := r.ask(e, p)
	listed.compare(r.t, e.ID, r.differ(e, got))
}

// restart serves the same database under other settings.
func (r *replay) restart(change func(*config.Config)) {
	r.t.Helper()
	secrets := r.config.Secrets
	r.config = settings(r.t, change)
	r.config.Secrets = secrets
	r.serveWith(r.config)
}

// askPeopleOnly puts a captcha before codes.
func (r *replay) askPeopleOnly() {
	r.judge = &judge{}
	s := httptest.NewServer(r.judge)
	r.t.Cleanup(s.Close)
	r.restart(func(c *config.Config) {
		recordedSettings(c)
		c.Auth.Captcha = config.Captcha{Enabled: true, Provider: "hcaptcha", Secret: "s3cret", BaseURL: s.URL, Timeout: time.Second}
	})
}

// entered is a code that a person types.
var entered = regexp.MustCompile(`"(?:token|code)":"([0-9]{6})"`)

// guessed are the codes that were never sent.
var guessed = []string{"000000", "123456", "999999"}

func (r *replay) ask(e exchange, p part) answer {
	r.t.Helper()
	if code := entered.FindStringSubmatch(e.Body); code != nil && !slices.Contains(guessed, code[1]) && r.known[code[1]] == "" {
		r.known[code[1]] = r.sent(e.Body, p.nth)
	}
	q := httptest.NewRequestWithContext(r.t.Context(), e.Method, r.translate(e.Path), strings.NewReader(r.translate(e.Body)))
	for name, value := range e.Header {
		q.Header.Set(name, r.translate(value))
	}
	if q.Header.Get("Authorization") == "Bearer <jwt>" {
		as := p.as
		if as == "" {
			as = "service"
		}
		q.Header.Set("Authorization", "Bearer "+r.tokens[as])
	}
	got := r.serve(q)
	var issued struct {
		AccessToken string `json:"access_token"`
	}
	_ = json.Unmarshal([]byte(got.body), &issued) // most answers issue none
	r.tokens[e.ID] = issued.AccessToken
	return got
}

// sent is the code of the nth newest message to the number in body; of all
// numbers where body has none.
func (r *replay) sent(body string, nth int) string {
	var b struct{ Phone string }
	_ = json.Unmarshal([]byte(body), &b) // a challenge's answer has no number
	for _, m := range r.inbox.Messages() {
		if b.Phone == "" || m.To.Digits() == strings.TrimPrefix(b.Phone, "+") {
			if nth == 0 {
				return m.Code
			}
			nth--
		}
	}
	return "000001"
}

// translate puts this server's values in the place of recorded ones, longer ones
// first.
func (r *replay) translate(s string) string {
	recorded := make([]string, 0, len(r.known))
	for k := range r.known {
		recorded = append(recorded, k)
	}
	sort.Slice(recorded, func(i, j int) bool { return len(recorded[i]) > len(recorded[j]) })
	for _, k := range recorded {
		s = strings.ReplaceAll(s, k, r.known[k])
	}
	return s
}

// guess spends requests of the client that the record is about.
func (r *replay) guess(times int) {
	for range times {
		q := httptest.NewRequestWithContext(r.t.Context(), "POST", "/verify",
			strings.NewReader(`{"type":"sms","phone":"15550200003","token":"000000"}`))
		q.Header.Set("X-Forwarded-For", "203.0.113.9")
		r.serve(q)
	}
}

func readExchanges(t *testing.T) []exchange {
	t.Helper()
	text, err := os.ReadFile("testdata/exchanges.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []exchange
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}
