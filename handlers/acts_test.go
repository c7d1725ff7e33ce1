package handlers_test

import (
	"time"

	"phonelogin/config"
)

// session is what an app keeps of the answer to a sign-in.
type session struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	User         struct {
		ID           string         `json:"id"`
		Phone        string         `json:"phone"`
		UserMetadata map[string]any `json:"user_metadata"`
	} `json:"user"`
}

// bearer is the header of this session's requests.
func (s session) bearer() []string { return []string{"Authorization", "Bearer " + s.AccessToken} }

// signIn signs a number in through the JSON API.
func (a *app) signIn(phone string) session {
	a.t.Helper()
	a.json("POST", "/otp", `{"phone":"`+phone+`"}`).ok()
	return a.enter(phone, a.code())
}

// again signs in a number that signed in just now.
func (a *app) again(phone string) session {
	a.t.Helper()
	a.advance(a.config.Auth.RateLimits.OTP.Period)
	return a.signIn(phone)
}

// enter answers with a code, through the JSON API.
func (a *app) enter(phone, code string) session {
	a.t.Helper()
	var s session
	a.json("POST", "/verify", verify(phone, code)).ok().read(&s)
	return s
}

func verify(phone, code string) string {
	return `{"type":"sms","phone":"` + phone + `","token":"` + code + `"}`
}

// code is the last one sent, to anybody.
func (a *app) code() string {
	a.t.Helper()
	a.settle()
	for _, m := range a.inbox.Messages() {
		if m.Code != "" {
			return m.Code
		}
	}
	a.t.Fatal("no code was sent")
	return ""
}

// wrong is a code that is not the last one sent.
func (a *app) wrong() string {
	a.t.Helper()
	if a.code() == "000000" {
		return "000001"
	}
	return "000000"
}

// sent are the texts that a number got, newest first.
func (a *app) sent(phone string) []string {
	a.settle()
	var texts []string
	for _, m := range a.inbox.Messages() {
		if m.To.E164() == phone {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// rows counts those of a table.
func (a *app) rows(table string) int {
	a.t.Helper()
	var n int
	if err := a.pool.QueryRowContext(a.t.Context(), "SELECT count(*) FROM "+a.table(table)).Scan(&n); err != nil {
		a.t.Fatal(err)
	}
	return n
}

// table is how the database calls one.
func (a *app) table(name string) string {
	if a.db.Kind() == "postgres" {
		return "auth." + name
	}
	return name
}

// people counts what a sign-in leaves behind.
func (a *app) people() [2]int { return [2]int{a.rows("users"), a.rows("sessions")} }

const (
	site      = "http://localhost:3000"
	shop      = "https://shop.example/signed-in"
	forum     = "https://forum.example/cb"
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636, appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// withApps declares an app that uses PKCE and one that takes the fragment.
func withApps(c *config.Config) {
	c.Apps = []config.App{
		{ID: "shop", Name: "The Shop", RedirectURLs: []string{shop}},
		{ID: "forum", Name: "The Forum", RedirectURLs: []string{forum}, AllowFragment: true},
	}
}

// withTestNumber has a fixed code for ada, for a day.
func withTestNumber(c *config.Config) {
	c.Auth.SMS.TestOTP = map[string]string{ada: "424242"}
	c.Auth.SMS.TestOTPValidUntil = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
}

// longCodes are good for longer than the wait between two messages.
func longCodes(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 10 * time.Minute }

// inProduction has a real address, no inbox and no test numbers.
func inProduction(c *config.Config) {
	c.Mode = config.Production
	c.Server.PublicURL = "https://login.example"
}
