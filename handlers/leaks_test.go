package handlers_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Codes go to phones, tokens to apps and numbers to whoever typed them. This is
// a day in production, after which nothing that was said elsewhere may hold one
// (proves S9, S59).
func TestInProductionNoAnswerHoldsACodeAndNoLogLineASecret(t *testing.T) {
	each(t, func(a *app) {
		held := a.aDay()
		a.settle()
		log, answers := a.transcript.log(), a.transcript.answers()

		for _, m := range a.inbox.Messages() {
			if m.Code == "" {
				held = append(held, m.Text[strings.LastIndex(m.Text, "/")+1:]) // of the link in a notice
				continue
			}
			inText := regexp.MustCompile(`(^|\D)` + m.Code + `(\D|$)`)
			for _, line := range append(strings.Split(log, "\n"), strings.Split(answers, "\n")...) {
				if inText.MatchString(line) {
					a.t.Errorf("the code %s was told: %.400s", m.Code, line)
				}
			}
		}
		for _, number := range []string{ada, grace} {
			for _, form := range []string{number[1:], number[3:], "0" + number[3:], "1511 " + number[7:]} {
				if i := strings.Index(log, form); i >= 0 {
					a.t.Errorf("the log holds the number %s: %.200s", form, log[max(0, i-100):])
				}
			}
		}
		for _, secret := range append(held, publishable, secret, legacySecret, a.config.Secrets.MasterKey, a.config.Secrets.CookieKeys[0]) {
			if strings.Contains(log, secret) {
				a.t.Errorf("the log holds the secret %.12s…", secret)
			}
		}
		if len(held) < 10 || !strings.Contains(log, "code sent") || !strings.Contains(log, "code accepted") ||
			!strings.Contains(log, "code refused") || !strings.Contains(log, "+49 … 78") {
			a.t.Errorf("%d secrets were held, log:\n%s", len(held), log)
		}
		if strings.Contains(answers, "goroutine ") || strings.Contains(answers, ".go:") {
			a.t.Error("an answer tells of the program's inside")
		}
	}, inProduction, withApps)
}

// aDay does everything once, right and wrong, and tells the secrets that it came
// to hold.
func (a *app) aDay() (held []string) {
	a.t.Helper()
	s := a.signIn(ada)
	held = append(held, s.AccessToken, s.RefreshToken)
	a.json("POST", "/verify", verify(ada, a.wrong()))
	a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
	a.json("GET", "/user", "", "Authorization", "Bearer "+broken(s.AccessToken))
	var next session
	a.refresh(s.RefreshToken).ok().read(&next)
	held = append(held, next.AccessToken, next.RefreshToken)
	a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`x"}`)
	a.json("POST", "/otp?apikey="+secret, `{"phone":"`+ada+`",`, "apikey", "sb_secret_wrong")

	a.advance(time.Hour)
	b := a.browser()
	p := b.ask("/login?"+asks().Encode(), ada)
	p = p.submit("/login/code", form{"code": a.wrong()})
	code := a.returned(p.submit("/login/code", form{"code": a.code()}))
	held = append(held, code)
	var app session
	a.exchange(code, verifier).ok().read(&app)
	held = append(held, app.AccessToken, app.RefreshToken, verifier)
	a.exchange(code, verifier)
	b.ask("/login?other=1", "+49151")
	held = append(held, b.cookies()["__Host-phonelogin"], b.cookies()["__Host-phonelogin-device"])

	q := url.Values{"client_id": {"forum"}, "redirect_to": {forum}}
	b.get("/login?"+q.Encode()).submit("/login/continue", nil)
	a.advance(time.Hour)
	a.change(b, grace).submit("/login/code", form{"code": a.code()}).shows(200, "/account/phone/done", "")
	notice := a.sent(ada)[0]
	link := notice[strings.Index(notice, "/account/revert/"):]
	a.browser().get(link).submit("/account/revert/", nil).shows(200, "/account/revert/", "taken back")
	a.browser().get(link)
	a.advance(time.Hour)
	b.signIn(ada)
	b.get("/account").submit("/account/sign-out", form{"scope": "global"})
	b.send("GET", "/login?%zz&secret="+url.QueryEscape(fmt.Sprint(s.AccessToken)), "")
	return held
}
