package handlers_test

import (
	"testing"
	"time"

	"phonelogin/config"
)

func (a *app) ban(userID, duration string) {
	a.t.Helper()
	a.json("PUT", "/admin/users/"+userID, `{"ban_duration":"`+duration+`"}`, "Authorization", "Bearer "+secret).ok()
}

// proves S34: every door says that the user is banned, and none opens. Once the ban
// is lifted, or over, the user signs in again: no session comes back.
func TestABanIsToldAtEveryDoorAndNoSessionComesBack(t *testing.T) {
	for name, lift := range map[string]func(a *app, id string){
		"lifted": func(a *app, id string) { a.ban(id, "none") },
		"over":   func(a *app, _ string) { a.advance(24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(a *app) {
				a.signUp(ada, horse).ok()
				s := a.enter(ada, a.code())
				f := a.enroll(s, `{"factor_type":"totp"}`)
				c := a.challengeFactor(s, f)
				a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
				change := a.code()
				a.advance(time.Minute)
				a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
				login := a.code()
				b := a.browser()
				a.advance(time.Minute)
				b.signIn(ada)
				messages := len(a.sent(ada))
				a.ban(s.User.ID, "24h")

				banned := legacy("403", "user_banned", "User is banned")
				a.refresh(s.RefreshToken).is(400, legacy("400", "user_banned", "Invalid Refresh Token: User Banned"))
				a.json("GET", "/user", "", s.bearer()...).is(403, banned)
				a.json("PUT", "/user", `{"data":{"a":1}}`, s.bearer()...).is(403, banned)
				a.json("POST", "/logout", "", s.bearer()...).is(403, banned)
				a.json("GET", "/reauthenticate", "", s.bearer()...).is(403, banned)
				a.proveFactor(s, f, c, a.app6238(f)).is(403, banned)
				a.json("POST", "/verify", verify(ada, login)).is(403, banned)
				a.json("POST", "/verify", verify(ada, "000000")).is(403, banned)
				a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+change+`"}`).is(403, banned)
				a.withPassword(ada, horse).is(400, legacy("400", "user_banned", "User is banned"))
				a.advance(time.Minute)
				a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
				if n := len(a.sent(ada)); n != messages {
					t.Errorf("%d messages to somebody who may not come in", n-messages)
				}
				b.get("/account").shows(200, "/login", "")

				lift(a, s.User.ID)
				a.refresh(s.RefreshToken).is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
				b.get("/account").shows(200, "/login", "")
				if n := a.rows("sessions"); n != 0 {
					t.Errorf("%d sessions came back", n)
				}
				a.advance(time.Hour)
				if got := a.again(ada); got.User.ID != s.User.ID {
					t.Errorf("signed in as %s, want %s", got.User.ID, s.User.ID)
				}
			})
		})
	}
}

func TestEveryKindOfRefreshTokenTellsOfTheBan(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		used := s.RefreshToken
		a.advance(time.Minute)
		a.refresh(used).ok().read(&s)
		a.ban(s.User.ID, "24h")
		for range 2 {
			a.refresh(s.RefreshToken).refused(400, "user_banned")
		}
		a.ban(s.User.ID, "48h") // once more, with nothing left to end
		a.refresh(s.RefreshToken).refused(400, "user_banned")
		if got := a.refresh(used); got.status != 400 {
			t.Errorf("got %d %s", got.status, got.body)
		}
		a.json("DELETE", "/admin/users/"+s.User.ID, "", "Authorization", "Bearer "+secret).ok()
		a.refresh(s.RefreshToken).refused(400, "refresh_token_not_found")
		if n := a.rows("banned_sessions"); n != 0 {
			t.Errorf("%d rows outlive the user", n)
		}
	}, func(c *config.Config) { c.Auth.RefreshTokenVersion = 1 })
}

// A code of a login that an app has not exchanged yet opens nothing after a ban.
func TestACodeOfALoginDoesNotOutliveABan(t *testing.T) {
	each(t, func(a *app) {
		code := a.returned(a.browser().ask("/login?"+asks().Encode(), ada).submit("/login/code", form{"code": a.code()}))
		a.ban(a.again(ada).User.ID, "24h")
		a.exchange(code, verifier).refused(404, "flow_state_not_found")
		if n := a.rows("sessions"); n != 0 {
			t.Errorf("%d sessions", n)
		}
	}, withApps, func(c *config.Config) { c.Auth.RateLimits.OTP.Period = time.Second })
}

func TestWhatIsKeptOfABanGoesWhenTheBanIsOver(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.ban(s.User.ID, "48h")
		for range 2 {
			a.advance(24 * time.Hour)
			if err := a.domain.Purger.Purge(t.Context()); err != nil || a.rows("banned_sessions") != 1 {
				t.Fatalf("%d rows, %v", a.rows("banned_sessions"), err)
			}
		}
		a.advance(25 * time.Hour)
		if err := a.domain.Purger.Purge(t.Context()); err != nil || a.rows("banned_sessions") != 0 {
			t.Errorf("%d rows, %v", a.rows("banned_sessions"), err)
		}
	})
}
