package handlers_test

import (
	"bytes"
	"encoding/base32"
	"fmt"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// set changes all rows of a table behind the product's back.
func (a *app) set(table, change string) {
	a.t.Helper()
	if a.db.Kind() == "postgres" {
		table = "auth." + table
	}
	if _, err := a.pool.ExecContext(a.t.Context(), "UPDATE "+table+" SET "+change); err != nil {
		a.t.Fatal(err)
	}
}

// renewed has tokens that are not expired.
func (a *app) renewed(s session) session {
	a.t.Helper()
	var next session
	a.refresh(s.RefreshToken).ok().read(&next)
	return next
}

// refused is a refusal in the older form of errors.
func (got answer) refused(status int, code string) answer {
	got.t.Helper()
	if got.status != status || !strings.Contains(got.body, `"error_code":"`+code+`"`) {
		got.t.Errorf("got %d %s, want %d %s", got.status, got.body, status, code)
	}
	return got
}

func TestARaisedSessionStaysRaisedAndItsOlderTokensDie(t *testing.T) {
	each(t, func(a *app) {
		other := a.signIn(ada)
		s := a.again(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		var up session
		a.proveFactor(s, f, a.challengeFactor(s, f), a.app6238(f)).ok().read(&up)
		a.json("GET", "/user", "", other.bearer()...).refused(403, "session_not_found")

		var next session
		a.refresh(up.RefreshToken).ok().read(&next)
		if said := a.says(next); said != "aal2 totp otp" {
			t.Errorf("after a refresh the token says %q", said)
		}
		// The user of a new session is told that there is a factor to use.
		fresh := a.again(ada)
		if said := a.says(fresh); said != "aal1 otp" {
			t.Errorf("a new session's token says %q", said)
		}
		if got := a.json("GET", "/user", "", fresh.bearer()...); !strings.Contains(got.body, `"status":"verified"`) {
			t.Errorf("no verified factor in %s", got.body)
		}
		a.refresh(s.RefreshToken).refused(400, "refresh_token_already_used")
		a.json("GET", "/user", "", next.bearer()...).refused(403, "session_not_found")
	})
}

func TestASignInTellsTheFactorsOfTheUser(t *testing.T) {
	each(t, func(a *app) {
		_, f := a.raised(ada)
		a.advance(time.Minute)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		if got := a.json("POST", "/verify", verify(ada, a.code())).ok(); !strings.Contains(got.body, `"factors":[{"id":"`+f.ID) {
			t.Errorf("no factor in %s", got.body)
		}
	})
}

// proves S13
func TestWithoutItsFactorASessionChangesNothingThatProtectsTheAccount(t *testing.T) {
	each(t, func(a *app) {
		up, f := a.raised(ada)
		low := a.again(ada)
		a.json("POST", "/factors", `{"factor_type":"totp","friendly_name":"mine"}`, low.bearer()...).
			is(403, `{"code":403,"error_code":"insufficient_aal","msg":"AAL2 required to enroll a new factor"}`)
		a.json("DELETE", "/factors/"+f.ID, "", low.bearer()...).
			is(422, `{"code":422,"error_code":"insufficient_aal","msg":"AAL2 required to unenroll verified factor"}`)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, low.bearer()...).
			is(401, `{"code":401,"error_code":"insufficient_aal","msg":"AAL2 session is required to update email or password when MFA is enabled."}`)
		a.json("PUT", "/user", `{"data":{"seat":"12A"}}`, low.bearer()...).ok()
		a.json("PUT", "/user", `{"phone":"`+ada+`"}`, low.bearer()...).ok() // nothing to change

		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, up.bearer()...).ok()
		g := a.enroll(up, `{"factor_type":"totp","friendly_name":"mine"}`)
		a.json("DELETE", "/factors/"+g.ID, "", low.bearer()...).ok() // unverified, it protects nothing
	}, withFactors)
}

func TestThePagesDoNotGoAroundASecondFactor(t *testing.T) {
	each(t, func(a *app) {
		a.raised(ada)
		a.advance(time.Minute)
		b := a.browser()
		b.signIn(ada)
		a.change(b, "0151 12345679").shows(422, "/account/phone/new", "protected by a second step")
		if n := len(a.sent(grace)); n != 0 {
			t.Errorf("%d messages to the new number", n)
		}
	})
}

// proves S13 (deleting)
func TestDeletingDoesNotGoAroundASecondFactor(t *testing.T) {
	each(t, func(a *app) {
		a.raised(ada)
		a.advance(time.Minute)
		b := a.browser()
		b.signIn(ada)
		a.advance(time.Minute)
		p := b.get("/account/delete").submit("/account/delete/proof", nil).submit("/login/code", form{"code": a.code()})
		p.submit("/account/delete", form{"digits": ada[len(ada)-4:]}).shows(422, "/account/delete", "protected by a second step")
		if n := a.rows("users"); n != 1 {
			a.t.Errorf("%d users, want 1", n)
		}
	})
}

func TestSessionsFallBackWhenTheirFactorGoes(t *testing.T) {
	each(t, func(a *app) {
		up, f := a.raised(ada)
		a.json("DELETE", "/factors/"+f.ID, "", up.bearer()...).is(200, `{"id":"`+f.ID+`"}`)
		var next session
		a.refresh(up.RefreshToken).ok().read(&next)
		if said := a.says(next); said != "aal1 otp" {
			t.Errorf("the token says %q", said)
		}
		if got := a.json("GET", "/user", "", next.bearer()...).ok(); strings.Contains(got.body, "factors") {
			t.Errorf("factors in %s", got.body)
		}
		a.json("POST", "/factors", `{"factor_type":"totp"}`, next.bearer()...).ok()
	})
}

func TestAnonymousUsersHaveNoFactors(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		a.set("users", "is_anonymous = true")
		const want = `{"code":403,"error_code":"no_authorization","msg":"Anonymous user not allowed to perform these actions"}`
		a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...).is(403, want)
		a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...).is(403, want)
		a.proveFactor(s, f, f.ID, "123456").is(403, want)
		a.json("DELETE", "/factors/"+f.ID, "", s.bearer()...).is(403, want)
	})
}

func TestAChallengeIsAnsweredFromWhereItWasAskedFor(t *testing.T) {
	for _, tt := range []struct {
		asked, answered string
		same            bool // the setting
		ok              bool
	}{
		{"203.0.113.1", "203.0.113.1", true, true},
		{"203.0.113.1", "203.0.113.2", true, false},
		{"203.0.113.1", "::ffff:203.0.113.1", true, true},
		{"2001:db8:1:2::a", "2001:db8:1:2:ffff::b", true, true}, // privacy addresses change within a network
		{"2001:db8:1:2::a", "2001:db8:1:3::a", true, false},
		{"2001:db8:1:2::a", "203.0.113.1", true, false},
		{"203.0.113.1", "203.0.113.2", false, true},
		{"2001:db8:1:2::a", "203.0.113.1", false, true},
	} {
		t.Run(fmt.Sprintf("%s then %s, %v", tt.asked, tt.answered, tt.same), func(t *testing.T) {
			each(t, func(a *app) {
				s := a.signIn(ada)
				f := a.enroll(s, `{"factor_type":"totp"}`)
				at := func(ip string) []string { return append(s.bearer(), "X-Forwarded-For", ip) }
				var c struct {
					ID string `json:"id"`
				}
				a.json("POST", "/factors/"+f.ID+"/challenge", "", at(tt.asked)...).ok().read(&c)
				body := `{"challenge_id":"` + c.ID + `","code":"` + a.app6238(f) + `"}`
				got := a.json("POST", "/factors/"+f.ID+"/verify", body, at(tt.answered)...)
				if tt.ok {
					got.ok()
					return
				}
				got.refused(422, "mfa_ip_address_mismatch")
				a.json("POST", "/factors/"+f.ID+"/verify", body, at(tt.asked)...).ok()
			}, func(c *config.Config) {
				c.Server.TrustedProxies, c.Auth.MFA.SameAddress = []string{"192.0.2.0/24"}, tt.same
			})
		})
	}
}

func TestChallengesOfFactorsEnd(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f, g := a.enroll(s, `{"factor_type":"totp"}`), a.enroll(s, phoneFactor)
		c, d := a.challengeFactor(s, f), a.challengeFactor(s, g)
		a.proveFactor(s, f, d, "123456").
			is(422, `{"code":422,"error_code":"mfa_factor_not_found","msg":"MFA factor with the provided challenge ID not found"}`)
		a.advance(5 * time.Minute)
		for _, old := range []struct {
			f    factor
			c    string
			code string
		}{{f, c, a.app6238(f)}, {g, d, a.code()}} {
			a.proveFactor(s, old.f, old.c, old.code).is(422, `{"code":422,"error_code":"mfa_challenge_expired","msg":"MFA challenge `+
				old.c+` has expired, verify against another challenge or create a new challenge."}`)
		}
		a.advance(25 * time.Hour)
		if err := a.domain.Purger.Purge(t.Context()); err != nil || a.rows("mfa_challenges") != 0 {
			t.Errorf("%d challenges are left after a day, %v", a.rows("mfa_challenges"), err)
		}
	}, withFactors)
}

// proves C11: asked for again, the challenge is the same, and the late code raises
// the session.
func TestALateCodeOfAFactorIsGoodAfterAResend(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, phoneFactor)
		c := a.challengeFactor(s, f)
		late := a.code()
		a.advance(5 * time.Minute)
		a.proveFactor(s, f, c, late).refused(422, "mfa_challenge_expired")
		if again := a.challengeFactor(s, f); again != c {
			t.Errorf("got the challenge %s, want %s again", again, c)
		}
		a.advance(time.Minute)
		a.proveFactor(s, f, c, late).ok()
	}, withFactors)
}

func TestANumberIsOneFactorOfAUser(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		first := a.enroll(s, phoneFactor)
		f := a.enroll(s, phoneFactor) // replaces the unverified one
		a.json("DELETE", "/factors/"+first.ID, "", s.bearer()...).refused(404, "mfa_factor_not_found")
		a.proveFactor(s, f, a.challengeFactor(s, f), a.code()).ok().read(&s)
		a.json("POST", "/factors", `{"factor_type":"phone","phone":"`+grace+`"}`, s.bearer()...).
			is(422, `{"code":422,"error_code":"mfa_verified_factor_exists","msg":"A verified phone factor already exists, unenroll the existing factor to continue"}`)
	}, withFactors)
}

func TestCodesOfFactorsHaveTheirOwnSettings(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.config.Auth.SMS.EnableSignup = false
		f := a.enroll(s, phoneFactor)
		c := a.challengeFactor(s, f)
		if text := a.sent(grace)[0]; text != a.code()+" proves it" || len(a.code()) != 8 {
			t.Errorf("sent %q", text)
		}
		a.advance(20 * time.Second)
		a.json("POST", "/factors/"+f.ID+"/challenge", `{"channel":"pigeon"}`, s.bearer()...).refused(400, "validation_failed")
		if again := a.challengeFactor(s, f); again != c {
			t.Errorf("the second message is of challenge %s, want that of the first", again)
		}
		a.proveFactor(s, f, c, a.code()).ok()
	}, withFactors, func(c *config.Config) {
		c.Auth.MFA.Phone.OTPLength, c.Auth.MFA.Phone.Template = 8, "{{ .Code }} proves it"
		c.Auth.MFA.Phone.MaxFrequency = 20 * time.Second
	})
}

func TestATestNumberIsAFactorWithoutMessages(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(grace)
		f := a.enroll(s, `{"factor_type":"phone","phone":"`+ada+`"}`)
		a.proveFactor(s, f, a.challengeFactor(s, f), "424242").ok()
		if n := len(a.sent(ada)); n != 0 {
			t.Errorf("%d messages to a test number", n)
		}
	}, withFactors, withTestNumber)
}

// The database alone makes no codes, and nothing but the answer tells a secret.
func TestSecretsOfAppsAreEncrypted(t *testing.T) {
	each(t, func(a *app) {
		_, f := a.raised(ada)
		secret, err := base32.StdEncoding.DecodeString(f.TOTP.Secret)
		if err != nil {
			t.Fatal(err)
		}
		table := "mfa_factors"
		if a.db.Kind() == "postgres" {
			table = "auth.mfa_factors"
		}
		var stored []byte
		if err := a.pool.QueryRowContext(t.Context(), "SELECT secret FROM "+table).Scan(&stored); err != nil {
			t.Fatal(err)
		}
		if len(stored) < 40 || bytes.Contains(stored, secret) || bytes.Contains(stored, []byte(f.TOTP.Secret)) {
			t.Errorf("stored %x", stored)
		}
		if strings.Contains(a.transcript.log(), f.TOTP.Secret) {
			t.Error("the log has the secret")
		}
	})
}

func TestNonsenseAboutFactorsIsRefused(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, `{"factor_type":"totp"}`)
		c := a.challengeFactor(s, f)
		for _, b := range []struct {
			path    string
			members map[string]string
		}{
			{"/factors", map[string]string{"factor_type": `"totp"`, "friendly_name": `"%s"`, "issuer": `"x"`}},
			{"/factors", map[string]string{"factor_type": `"phone"`, "friendly_name": `"%s"`, "phone": `"%s"`}},
			{"/factors/" + f.ID + "/challenge", map[string]string{"channel": `"sms"`}},
			{"/factors/" + f.ID + "/verify", map[string]string{"challenge_id": `"` + c + `"`, "code": `"12345"`}},
		} {
			for member := range b.members {
				for what, value := range nonsense {
					name := fmt.Sprintf("%s, %s: %s", b.path, member, what)
					a.json("POST", b.path, a.withMember(b.members, member, value), s.bearer()...).isErrorOrFine(name)
				}
			}
		}
		for _, id := range []string{"%00", "%ff", "..", "{" + f.ID + "}", strings.Repeat("a", 4000), "%27"} {
			a.json("DELETE", "/factors/"+id, "", s.bearer()...).isErrorOrFine("factor " + id)
		}
	}, withFactors, func(c *config.Config) { c.Auth.MFA.MaxEnrolledFactors = 1000 })
}
