package auth_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/client"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/config"
)

const newNumber = auth.Phone("4915112345670")

func (a *app) wantNumber(u *auth.User, phone auth.Phone) (*auth.User, error) {
	return a.UpdateUser(a.t.Context(), &sessions.Bearer{User: u, Session: &auth.Session{AAL: "aal1"}}, auth.Update{Phone: phone, Channel: auth.SMS})
}

func (a *app) verifyChange(phone auth.Phone, code string) (*sessions.Grant, error) {
	return a.Verify(client.With(a.t.Context(), client.Client{IP: "203.0.113.9"}), otp.Attempt{
		Phone: phone, Purpose: otp.PhoneChange, Face: otp.APIFace(), Code: code,
	})
}

// proves H2, H3
func TestAChangeOfNumber(t *testing.T) {
	each(t, func(a *app) {
		before := a.signIn(ada)
		u, err := a.wantNumber(before.User, newNumber)
		if err != nil || u.WantedPhone != newNumber || u.Phone != ada {
			a.t.Fatalf("got %+v, %v, want the number pending", u, err)
		}
		g, err := a.verifyChange(newNumber, a.code())
		if err != nil || g.User.ID != before.User.ID || g.User.Phone != newNumber || g.User.WantedPhone != "" {
			a.t.Fatalf("got %+v, %v, want the same user with the new number", g, err)
		}
		if err := a.Behind.Close(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		notice := a.inbox.Messages()[0]
		for _, want := range []string{"ending in 70", "1 March 2026, 12:00 UTC", "203.0.113.9", "/account/revert/"} {
			if notice.To != ada || !strings.Contains(notice.Text, want) {
				a.t.Errorf("notice to %s: %q, want it to say %q", notice.To, notice.Text, want)
			}
		}
		a.revert(notice.Text, g)
	})
}

// revert takes the change back by the link in the notice.
func (a *app) revert(notice string, changed *sessions.Grant) {
	a.t.Helper()
	_, secret, _ := strings.Cut(notice, "/account/revert/")
	for range 2 { // the first answer may have been lost
		if got, err := a.RevertPhoneChange(a.t.Context(), secret); err != nil || got.Old != ada {
			a.t.Fatalf("reverted to %+v, %v", got, err)
		}
	}
	u, err := a.db.UserByPhone(a.t.Context(), ada)
	if err != nil || u.ID != changed.User.ID {
		a.t.Fatalf("got %+v, %v, want the old number back", u, err)
	}
	_, err = a.Authenticate(a.t.Context(), changed.AccessToken)
	a.refused(err, refusal.NoSession)
	a.clock.advance(otp.RepeatFor)
	_, err = a.RevertPhoneChange(a.t.Context(), secret)
	a.refused(err, refusal.NotReverted)
}

// A thief who changes the number twice cannot outrun the owner: the link in the
// first notice takes both changes back.
func TestTheFirstNoticeTakesLaterChangesBackToo(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		for _, next := range []auth.Phone{newNumber, "4915112345671"} {
			a.must(a.wantNumber(g.User, next))
			changed, err := a.verifyChange(next, a.code())
			if err != nil {
				a.t.Fatal(err)
			}
			g = changed
			a.clock.advance(time.Minute)
			if err := a.Behind.Close(a.t.Context()); err != nil {
				a.t.Fatal(err)
			}
		}
		for _, m := range a.inbox.Messages() {
			if m.To == ada && strings.Contains(m.Text, "/account/revert/") {
				a.revert(m.Text, g)
				return
			}
		}
		a.t.Fatal("the first number was told nothing")
	})
}

// proves S20, H2
func TestTwoUsersWantOneNumberAndEachCodeIsTheirOwn(t *testing.T) {
	each(t, func(a *app) {
		first, second := a.signIn("13334445555"), a.signIn("13334446666")
		a.must(a.wantNumber(first.User, newNumber))
		firstCode := a.code()
		a.clock.advance(30 * time.Second)
		// The number's pace holds for both; the second asks when it may.
		_, err := a.wantNumber(second.User, newNumber)
		a.refused(err, refusal.TooSoon)
		a.clock.advance(30 * time.Second)
		a.must(a.wantNumber(second.User, newNumber))
		g, err := a.verifyChange(newNumber, a.code())
		if err != nil || g.User.ID != second.User.ID {
			a.t.Fatalf("got %+v, %v, want the second user", g, err)
		}
		_, err = a.verifyChange(newNumber, firstCode)
		a.refused(err, refusal.WrongCode)
		_, err = a.wantNumber(first.User, newNumber)
		a.refused(err, refusal.PhoneTaken)
	})
}

func (a *app) must(_ *auth.User, err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// proves S20
func TestANumberThatSomebodyTookMeanwhileIsRefused(t *testing.T) {
	each(t, func(a *app) {
		owner := a.signIn("13334445555")
		a.must(a.wantNumber(owner.User, newNumber))
		change := a.code()
		a.clock.advance(time.Minute)
		a.signIn(newNumber)
		_, err := a.verifyChange(newNumber, change)
		a.refused(err, refusal.PhoneTaken)
		u, err := a.db.UserByPhone(a.t.Context(), "13334445555")
		if err != nil || u.ID != owner.User.ID {
			a.t.Errorf("got %+v, %v, want the owner's number unchanged", u, err)
		}
	}, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 5 * time.Minute })
}
