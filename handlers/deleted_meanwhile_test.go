package handlers_test

import (
	"fmt"
	"testing"
	"time"
)

// busyUser has codes, factors and changes under way.
type busyUser struct {
	session
	old, new                string
	login, change           string // codes
	phone, totp             factor
	phoneRequest, phoneCode string
	totpRequest             string
}

func (a *app) busyUser(n int) busyUser {
	a.t.Helper()
	u := busyUser{old: fmt.Sprintf("+49151777770%02d", n), new: fmt.Sprintf("+49151888880%02d", n)}
	u.session = a.signIn(u.old)
	a.json("PUT", "/user", `{"phone":"`+u.new+`"}`, u.bearer()...).ok()
	u.change = a.code()
	u.phone = a.enroll(u.session, fmt.Sprintf(`{"factor_type":"phone","phone":"+49151999990%02d"}`, n))
	u.phoneRequest = a.challengeFactor(u.session, u.phone)
	u.phoneCode = a.code()
	u.totp = a.enroll(u.session, `{"factor_type":"totp","friendly_name":"app"}`)
	u.totpRequest = a.challengeFactor(u.session, u.totp)
	a.advance(time.Minute)
	a.json("POST", "/otp", `{"phone":"`+u.old+`"}`).ok()
	u.login = a.code()
	return u
}

// actsOf are requests that write something of a user.
func (a *app) actsOf(u busyUser) map[string]func() answer {
	own := func(method, path, body string) func() answer {
		return func() answer { return a.json(method, path, body, u.bearer()...) }
	}
	return map[string]func() answer{
		"sign in":        func() answer { return a.json("POST", "/verify", verify(u.old, u.login)) },
		"refresh":        func() answer { return a.refresh(u.RefreshToken) },
		"sign out":       own("POST", "/logout?scope=global", ""),
		"metadata":       own("PUT", "/user", `{"data":{"a":1}}`),
		"password":       own("PUT", "/user", `{"password":"correct horse"}`),
		"another number": own("PUT", "/user", `{"phone":"+4915155555555"}`),
		"confirm number": func() answer {
			return a.json("POST", "/verify", `{"type":"phone_change","phone":"`+u.new+`","token":"`+u.change+`"}`)
		},
		"resend":          func() answer { return a.json("POST", "/resend", `{"type":"phone_change","phone":"`+u.new+`"}`) },
		"reauthenticate":  own("GET", "/reauthenticate", ""),
		"enroll":          own("POST", "/factors", `{"factor_type":"totp","friendly_name":"more"}`),
		"unenroll":        own("DELETE", "/factors/"+u.totp.ID, ""),
		"ask for a code":  own("POST", "/factors/"+u.phone.ID+"/challenge", `{}`),
		"ask for the app": own("POST", "/factors/"+u.totp.ID+"/challenge", `{}`),
		"prove a phone":   func() answer { return a.proveFactor(u.session, u.phone, u.phoneRequest, u.phoneCode) },
		"prove an app":    func() answer { return a.proveFactor(u.session, u.totp, u.totpRequest, a.app6238(u.totp)) },
		"an admin's": func() answer {
			return a.json("PUT", "/admin/users/"+u.User.ID, `{"ban_duration":"1h"}`, "apikey", secret)
		},
	}
}

// All lock the same rows in the same order, and a user who is gone is no fault.
func TestAUserIsDeletedWhateverIsUnderWay(t *testing.T) {
	each(t, func(a *app) {
		for n := range 4 {
			for name := range a.actsOf(busyUser{}) {
				u := a.busyUser(n)
				act := a.actsOf(u)[name]
				requests := make(chan func() answer, 2)
				requests <- act
				requests <- func() answer { return a.json("DELETE", "/admin/users/"+u.User.ID, "", "apikey", secret) }
				for _, got := range atOnce(2, func() answer { return (<-requests)() }) {
					if got.status >= 500 {
						a.t.Errorf("%s: got %d %s", name, got.status, got.body)
					}
				}
				if _, err := a.domain.Users.Find(a.t.Context(), u.User.ID); err == nil {
					a.t.Errorf("%s: the user is still there", name)
				}
				a.advance(time.Hour)
			}
		}
	}, withFactors)
}

func TestManyActsOfAUserAtOnceAreNoFault(t *testing.T) {
	each(t, func(a *app) {
		for n := range 5 {
			acts := a.actsOf(a.busyUser(n))
			requests := make(chan func() answer, len(acts))
			for _, act := range acts {
				requests <- act
			}
			for _, got := range atOnce(len(acts), func() answer { return (<-requests)() }) {
				if got.status >= 500 {
					a.t.Errorf("got %d %s", got.status, got.body)
				}
			}
			a.advance(time.Hour)
		}
	}, withFactors)
}
