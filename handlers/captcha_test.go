package handlers_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

// judge plays the captcha's provider: the token "human" is a person's, unless
// another one is.
type judge struct {
	sync.Mutex
	asked []url.Values
	human string
	down  bool
	hangs bool
}

func (j *judge) accepts(token string) {
	j.Lock()
	defer j.Unlock()
	j.human = token
}

func (j *judge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what is missing is refused below
	j.Lock()
	defer j.Unlock()
	j.asked = append(j.asked, r.PostForm)
	switch {
	case j.hangs:
		<-r.Context().Done() // until the one who asks leaves
	case j.down:
		w.WriteHeader(http.StatusBadGateway)
	case r.PostForm.Get("response") == cmp.Or(j.human, "human"):
		_, _ = w.Write([]byte(`{"success":true}`))
	default:
		_, _ = w.Write([]byte(`{"success":false,"error-codes":["invalid-input-response"]}`))
	}
}

// withCaptcha runs a test on every database, where people must show that they are.
func withCaptcha(t *testing.T, provider string, test func(a *app, j *judge)) {
	t.Helper()
	each(t, func(a *app) {
		j := &judge{}
		s := httptest.NewServer(j)
		a.t.Cleanup(s.Close)
		a.config.Auth.Captcha = config.Captcha{
			Enabled: true, Provider: provider, SiteKey: "site-key", Secret: "s3cret", BaseURL: s.URL, Timeout: time.Second,
		}
		a.serveWith(a.config)
		test(a, j)
	})
}

// Wire transcripts E44 to E48.
func TestACodeIsSentToPeopleOnly(t *testing.T) {
	withCaptcha(t, "hcaptcha", func(a *app, j *judge) {
		ask := func(token string, headers ...string) answer {
			return a.json("POST", "/otp", `{"phone":"`+ada+`","gotrue_meta_security":{"captcha_token":"`+token+`"}}`, headers...)
		}
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).
			is(400, legacy("400", "captcha_failed", "captcha protection: request disallowed (no captcha_token found)"))
		ask("program").
			is(400, legacy("400", "captcha_failed", "captcha protection: request disallowed (invalid-input-response)"))
		j.down = true
		if got := ask("human"); got.status != 500 || !strings.Contains(got.body, "captcha verification process failed") {
			a.t.Errorf("got %d %s", got.status, got.body)
		} else {
			got.has("Retry-After", "5")
		}
		j.down = false
		if len(a.inbox.Messages()) != 0 {
			a.t.Fatal("a message was sent without proof")
		}
		ask("human").ok()
		if form := j.asked[len(j.asked)-1]; form.Get("secret") != "s3cret" || form.Get("remoteip") == "" {
			a.t.Errorf("the provider was asked with %v", form)
		}
		// Neither a code nor a refresh asks again.
		a.enter(ada, a.code())
		a.advance(time.Hour)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "apikey", secret).ok()
		a.advance(time.Hour)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "Authorization", "Bearer "+secret).ok()
		if strings.Contains(a.transcript.log(), "s3cret") {
			a.t.Error("the log holds the secret")
		}
	})
}

// A provider that takes longer than a request may is a provider that is down, not a
// fault of ours: the page keeps what was typed.
func TestAProviderThatHangsIsToldWithinTheRequestsTime(t *testing.T) {
	withCaptcha(t, "hcaptcha", func(a *app, j *judge) {
		a.config.Auth.Captcha.Timeout = 10 * time.Second
		a.config.Server.RequestTimeout = time.Second
		a.serveWith(a.config)
		p := a.browser().get("/login")
		j.Lock()
		j.hangs = true
		j.Unlock()
		got := a.json("POST", "/otp", `{"phone":"`+ada+`","gotrue_meta_security":{"captcha_token":"human"}}`).has("Retry-After", "5")
		if got.status != 500 || !strings.Contains(got.body, "captcha verification process failed") {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
		p.submit("/login", form{"phone": ada, "h-captcha-response": "human"}).shows(422, "/login", "could not check that you are a person")
	})
}

func TestThePhonePageShowsTheWidgetAndLetsNothingElseIn(t *testing.T) {
	for provider, field := range map[string]string{"hcaptcha": "h-captcha-response", "turnstile": "cf-turnstile-response"} {
		withCaptcha(t, provider, func(a *app, _ *judge) {
			p := a.browser().get("/login")
			policy := p.header.Get("Content-Security-Policy")
			if !strings.Contains(p.body, `data-sitekey="site-key"`) || !strings.Contains(policy, "frame-src https://") || strings.Contains(policy, "unsafe") {
				a.t.Errorf("policy %q\n%s", policy, p.body)
			}
			refused := p.submit("/login", form{"phone": ada}).shows(422, "/login", "show that you are a person")
			if len(a.inbox.Messages()) != 0 {
				a.t.Error("a message was sent without proof")
			}
			refused.submit("/login", form{"phone": ada, field: "human"}).shows(200, "/login/code", "Enter the code")
		})
	}
}
