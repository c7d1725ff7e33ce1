package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

const (
	kindJSON = "application/json"
	kindHTML = "text/html; charset=utf-8"
)

// A hook that gave no answer that counts may have sent: its code is good, the
// number waits and the budget has paid. Only who certainly did not send lets the
// number ask again at once.
func TestACodeIsGoodWhateverTheHookAnswered(t *testing.T) {
	const no = `{"error":{"http_code":402,"message":"no credit"}}`
	for name, tt := range map[string]struct {
		reply  reply
		status int
		code   string
		sent   bool // or maybe sent
	}{
		"204":                          {reply{status: 204}, 200, "", true},
		"200 without a word":           {reply{200, kindJSON, "", ""}, 200, "", true},
		"200 and null":                 {reply{200, kindJSON, "", "null"}, 200, "", true},
		"202":                          {reply{202, kindJSON, "", "{}"}, 200, "", true},
		"201":                          {reply{201, kindJSON, "", "{}"}, 500, "unexpected_failure", true},
		"206":                          {reply{206, kindJSON, "", "{}"}, 500, "unexpected_failure", true},
		"302":                          {reply{status: 302}, 500, "unexpected_failure", true},
		"500":                          {reply{status: 500}, 500, "unexpected_failure", true},
		"500 with somebody's error":    {reply{500, kindJSON, "", no}, 500, "unexpected_failure", true},
		"502 with a page":              {reply{502, kindHTML, "", "<p>Bad gateway"}, 500, "unexpected_failure", true},
		"503":                          {reply{status: 503}, 503, "unexpected_failure", true},
		"404 with a page":              {reply{404, kindHTML, "", "<p>Not found"}, 500, "unexpected_failure", true},
		"text":                         {reply{200, "text/plain", "", "OK"}, 400, "hook_payload_invalid_content_type", true},
		"a page":                       {reply{200, kindHTML, "", "<p>Sent"}, 400, "hook_payload_invalid_content_type", true},
		"no type":                      {reply{200, "", "", "{}"}, 400, "hook_payload_invalid_content_type", true},
		"a list":                       {reply{200, kindJSON, "", "[]"}, 500, "unexpected_failure", true},
		"half an object":               {reply{200, kindJSON, "", `{"error":`}, 500, "unexpected_failure", true},
		"an error without words":       {reply{200, kindJSON, "", `{"error":{"http_code":402}}`}, 200, "", true},
		"far too much":                 {reply{200, kindJSON, "", strings.Repeat(" ", 300<<10) + "{}"}, 422, "hook_payload_over_size_limit", true},
		"200 with an error":            {reply{200, kindJSON, "", no}, 402, "unknown", false},
		"402 with an error":            {reply{402, kindJSON, "", no}, 402, "unknown", false},
		"400 with another's status":    {reply{400, kindJSON, "", no}, 402, "unknown", false},
		"403 with an error, no status": {reply{403, kindJSON, "", `{"error":{"message":"no credit"}}`}, 403, "unknown", false},
		"200 with an error, no status": {reply{200, kindJSON, "", `{"error":{"message":"no credit"}}`}, 500, "unexpected_failure", false},
		"429 with an error":            {reply{429, kindJSON, "", no}, 402, "unknown", false},
		"an error, status as a string": {reply{400, kindJSON, "", `{"error":{"http_code":"402","message":"no credit"}}`}, 402, "unknown", false},
		"429":                          {reply{status: 429}, 503, "unexpected_failure", false},
		"503 with a time":              {reply{status: 503, retryAfter: "600"}, 503, "unexpected_failure", false},
	} {
		t.Run(name, func(t *testing.T) {
			withHooks(t, sendSMS, func(a *app, o *operator) {
				o.reply("send-sms", tt.reply)
				got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
				if got.status != tt.status || tt.code != "" && !strings.Contains(got.body, `"error_code":"`+tt.code+`"`) {
					t.Errorf("got %d %s, want %d %s", got.status, got.body, tt.status, tt.code)
				}
				if tt.code == "unknown" && !strings.Contains(got.body, "no credit") {
					t.Errorf("got %s without the words of the hook", got.body)
				}
				code := o.asked("send-sms")[0].SMS["otp"]
				again := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
				spent := a.json("POST", "/otp", `{"phone":"`+grace+`"}`)
				if !tt.sent {
					if again.status == 429 || spent.status == 429 {
						t.Errorf("the number waits: %s; another: %s", again.body, spent.body)
					}
					return
				}
				again.is(429, soon("60")).has("Retry-After", "60")
				spent.is(429, budgetSpent)
				if tt.status >= 400 {
					got.has("Retry-After", "60") // the number waits, so waiting helps
				}
				a.enter(ada, code)
			}, withBudget(1))
		})
	}
}

// A change of number and a sign-up wait for their codes too.
func TestACodeOfAnyPurposeIsGoodWhateverTheHookAnswered(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		last := func() string {
			asked := o.asked("send-sms")
			return asked[len(asked)-1].SMS["otp"]
		}
		o.reply("send-sms", reply{200, kindHTML, "", "<p>Sent"})
		const code = "hook_payload_invalid_content_type"
		a.signUp(ada, horse).refused(400, code)
		s := a.enter(ada, last())
		a.withPassword(ada, horse).ok()
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).refused(400, code)
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+last()+`"}`).ok()
		a.advance(25 * time.Hour)
		s = a.renewed(s)
		a.json("GET", "/reauthenticate", "", s.bearer()...).refused(400, code)
		a.json("PUT", "/user", `{"password":"another horse","nonce":"`+last()+`"}`, s.bearer()...).ok()
	}, func(c *config.Config) { c.Auth.PasswordChangeNeedsReauthentication = true })
}

// At the pages the code is entered where it would be entered after a success.
func TestThePagesTakeACodeWhateverTheHookAnswered(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		o.reply("send-sms", reply{status: 500})
		p := a.browser().ask("/login", ada).shows(200, "/login/code", "Enter the code")
		a.advance(time.Minute)
		p = p.submit("/login/codes", nil).shows(422, "/login/codes", "could not be sent")
		p.has("Retry-After", "60")
		asked := o.asked("send-sms")
		p.submit("/login/code", form{"code": asked[len(asked)-1].SMS["otp"]}).shows(200, "/account", "Your account")
		o.reply("send-sms", reply{403, kindJSON, "", `{"error":{"message":"no"}}`})
		a.browser().ask("/login", grace).shows(422, "/login", "")
	})
}

func TestTheTimeThatAHookNamesIsTold(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		for _, r := range []reply{
			{429, "", "600", ""}, {503, "", "600", ""}, {429, kindHTML, "600", "<p>later"},
			{429, kindJSON, "600", `{"error":{"http_code":429,"message":"later"}}`},
		} {
			o.reply("send-sms", r)
			a.json("POST", "/otp", `{"phone":"`+ada+`"}`).has("Retry-After", "600")
		}
		o.reply("send-sms", reply{429, kindJSON, "", `{"error":{"message":"slow"}}`})
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).has("Retry-After", "5")
		o.Close()
		a.serveWith(a.config) // with no connection left of before
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).refused(422, "hook_timeout_after_retry").has("Retry-After", "5")
	})
}

// As Supabase Auth has it: user.phone is the number that the user has, new_phone
// the one that the user wants, and sms.phone where the code goes.
func TestTheHookIsToldBothNumbersOfAChange(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		first := o.asked("send-sms")[0]
		s := a.enter(ada, first.SMS["otp"])
		if _, found := first.User["new_phone"]; found || first.SMS["phone"] != ada[1:] {
			a.t.Errorf("of a login the hook is told %v", first)
		}
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		a.advance(time.Minute)
		a.json("POST", "/resend", `{"type":"phone_change","phone":"`+grace+`"}`).ok()
		for _, q := range o.asked("send-sms")[1:] {
			if q.User["phone"] != ada[1:] || q.User["new_phone"] != grace[1:] || q.SMS["phone"] != grace[1:] || q.User["id"] != s.User.ID {
				a.t.Errorf("of a change the hook is told %v %v", q.User, q.SMS)
			}
		}
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+o.asked("send-sms")[2].SMS["otp"]+`"}`).ok()

		a.advance(time.Minute)
		a.json("GET", "/reauthenticate", "", s.bearer()...).ok()
		q := o.asked("send-sms")[3]
		if _, found := q.User["new_phone"]; found || q.User["phone"] != grace[1:] || q.SMS["phone"] != grace[1:] || q.SMS["sms_type"] != "" {
			a.t.Errorf("of a proof the hook is told %v %v", q.User, q.SMS)
		}
		f := a.enroll(s, `{"factor_type":"phone","phone":"`+ada+`"}`)
		a.challengeFactor(s, f)
		q = o.asked("send-sms")[4]
		if q.User["phone"] != grace[1:] || q.SMS["phone"] != ada[1:] || q.SMS["sms_type"] != "mfa" {
			a.t.Errorf("of a second factor the hook is told %v %v", q.User, q.SMS)
		}
	}, withFactors)
}

// auth-js up to 2.105 signs people out on any answer to a refresh but 502 to 504.
func TestARefreshSurvivesAHookThatIsDown(t *testing.T) {
	hooks := func(h *config.Hooks, hook config.Hook) { h.CustomAccessToken = hook }
	withHooks(t, hooks, func(a *app, o *operator) {
		a.config.Auth.Hook.CustomAccessToken.Enabled = false
		a.serveWith(a.config)
		s := a.signIn(ada)
		a.config.Auth.Hook.CustomAccessToken.Enabled = true
		a.serveWith(a.config)
		for _, r := range []reply{
			{status: 500}, {status: 204}, {status: 503, retryAfter: "600"}, {200, kindHTML, "", "<p>"}, {200, kindJSON, "", `{"claims":{"aud":"x"}}`},
			{200, kindJSON, "", strings.Repeat(" ", 300<<10) + "{}"},
		} {
			o.reply("customize-access-token", r)
			got := a.refresh(s.RefreshToken).refused(503, "unexpected_failure")
			if got.header.Get("Retry-After") == "" {
				a.t.Errorf("%+v: no Retry-After", r)
			}
		}
		o.reply("customize-access-token", reply{403, kindJSON, "", `{"error":{"http_code":403,"message":"your plan is over"}}`})
		a.refresh(s.RefreshToken).is(403, legacy("403", "unknown", "your plan is over"))

		a.config.Auth.Hook.CustomAccessToken.Enabled = false
		a.serveWith(a.config)
		a.advance(time.Hour)
		a.refresh(s.RefreshToken).ok() // the answer to the first try was lost, the session was not
	})
}
