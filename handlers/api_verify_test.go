package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// userShape is the user of wire contract section 3.1, after a first sign-in.
const userShape = `id uuid  aud string  role string  email string  phone string  phone_confirmed_at time
confirmation_sent_at time  confirmed_at time  last_sign_in_at time
app_metadata.provider string  app_metadata.providers[] string
user_metadata.email_verified bool  user_metadata.phone_verified bool  user_metadata.sub uuid
identities[].identity_id uuid  identities[].id uuid  identities[].user_id uuid
identities[].identity_data.email_verified bool  identities[].identity_data.phone_verified bool
identities[].identity_data.sub uuid  identities[].provider string  identities[].last_sign_in_at time
identities[].created_at time  identities[].updated_at time
created_at time  updated_at time  is_anonymous bool`

// sessionShape is that of section 3.3, around a user.
func sessionShape(user string) string {
	var s strings.Builder
	s.WriteString("access_token jwt token_type string expires_in number expires_at number refresh_token string ")
	words := strings.Fields(user)
	for i := 0; i < len(words); i += 2 {
		fmt.Fprintf(&s, "user.%s %s ", words[i], words[i+1])
	}
	return s.String()
}

// Wire transcripts A5 to A8.
func TestARightCodeOpensASessionOnce(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		code := a.code()
		a.json("POST", "/verify", verify(ada, a.wrong())).is(403, otpExpired).
			has("X-Sb-Error-Code", "otp_expired").has("Vary", "Origin").has("X-Supabase-Api-Version", "").has("Content-Type", "application/json")
		a.json("POST", "/verify", verify(ada, a.wrong()), "X-Supabase-Api-Version", "2024-01-01").
			is(403, `{"code":"otp_expired","message":"Token has expired or is invalid"}`).
			has("X-Sb-Error-Code", "otp_expired").has("X-Supabase-Api-Version", "2024-01-01")
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v before the right code", got)
		}

		got := a.json("POST", "/verify", verify(ada, code), "X-Supabase-Api-Version", "2024-01-01")
		got.ok().hasShape(sessionShape(userShape)).has("Vary", "Origin").
			has("X-Supabase-Api-Version", "").has("Sb-Auth-Refresh-Token-Counter", "0").has("Cache-Control", "no-store")
		var s session
		got.read(&s)
		got.has("Sb-Auth-User-Id", s.User.ID)
		if s.User.Phone != ada[1:] || !strings.Contains(got.body, `"token_type":"bearer","expires_in":3600,"expires_at":1772370000,`) {
			a.t.Errorf("body %s", got.body)
		}
		if !uuidForm.MatchString(got.header.Get("Sb-Auth-Session-Id")) {
			a.t.Errorf("Sb-Auth-Session-Id: %q", got.header.Get("Sb-Auth-Session-Id"))
		}
		a.json("POST", "/verify", verify(ada, code)).is(403, otpExpired)
		if got := a.people(); got != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", got)
		}
	})
}

func TestMetadataOfAFirstSignInIsKept(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`","data":{"plan":"<free>","seats":12345678901234567890,"phone_verified":"yes"}}`).ok()
		got := a.json("POST", "/verify", verify(ada, a.code())).ok()
		if !strings.Contains(got.body, `"user_metadata":{"email_verified":false,"phone_verified":true,"plan":"\u003cfree\u003e","seats":12345678901234567890,"sub":"`) {
			a.t.Errorf("metadata in %s", got.body)
		}
	})
}

func TestAttemptsAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		for _, tt := range []struct {
			id, body string
			status   int
			want     string
		}{
			{"B12", `{"phone":"+15550100001","token":"123456"}`, 400, legacy("400", "validation_failed", "Verify requires a verification type")},
			{"B13", `{"type":"signup","phone":"+15550100001","token":"123456"}`, 403, otpExpired},
			{"B14", `{"type":"sms","token_hash":"abcdef"}`, 400, legacy("400", "validation_failed", "Invalid email verification type")},
			{"B15", `{"type":"sms","phone":"+15550100001"}`, 400, legacy("400", "validation_failed", "Verify requires either a token or a token hash")},
			{"B16", verify("+15550108888", "123456"), 403, otpExpired},
			{"both", `{"type":"sms","phone":"+15550100001","token":"1","token_hash":"2"}`, 400, legacy("400", "validation_failed", "Verify requires either a token or a token hash")},
			{"neither address", `{"type":"sms","token":"123456"}`, 400, legacy("400", "validation_failed", "Only an email address or phone number should be provided on verify")},
			{"hash and phone", `{"type":"sms","token_hash":"abcdef","phone":"+15550100001"}`, 400, legacy("400", "validation_failed", "Only the token_hash and type should be provided")},
			{"phone", `{"type":"sms","phone":"nobody","token":"123456"}`, 400, badPhone},
			{"E8b", verify("+15550108888", strings.Repeat("9", 40)), 403, otpExpired},
			{"E8b", verify("+15550108888", "12 34"), 403, otpExpired},
		} {
			a.t.Log(tt.id)
			a.json("POST", "/verify", tt.body).is(tt.status, tt.want)
		}
	})
}

// Wire transcripts E3 and E4: expired looks exactly like wrong.
func TestAnExpiredCodeIsRefusedLikeAWrongOne(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		a.advance(time.Minute)
		a.json("POST", "/verify", verify(ada, a.code())).is(403, otpExpired)
	})
}

// proves S6: the right code comes too late after five wrong ones.
func TestACodeDiesAfterFiveWrongAnswers(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		for range 5 {
			a.json("POST", "/verify", verify(ada, a.wrong())).is(403, otpExpired)
		}
		a.json("POST", "/verify", verify(ada, a.code())).is(403, otpExpired)
		if got := a.people(); got != [2]int{0, 0} {
			a.t.Errorf("users and sessions %v, want none", got)
		}
	})
}

// proves S4: a code for the pages is none for the API, and the other way round.
func TestACodeIsGoodWhereItWasAskedForOnly(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada)
		a.json("POST", "/verify", verify(ada, a.code())).is(403, otpExpired)
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")

		a.advance(time.Hour)
		p = a.browser().ask("/login", grace)
		a.advance(time.Minute)
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).ok()
		p.submit("/login/code", form{"code": a.code()}).shows(422, "/login/code", "")
	})
}

// Wire contract, section 5: a test number needs no request, and nothing is sent.
func TestATestNumberIsSignedInWithItsCode(t *testing.T) {
	// proves S11: in production only until the date that is set.
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).is(200, `{"message_id":"test-otp"}`)
		a.enter(ada, "424242")
		a.enter(ada, "424242")
		if n := len(a.inbox.Messages()); n != 0 {
			a.t.Errorf("%d messages, want none", n)
		}
		a.advance(48 * time.Hour)
		a.json("POST", "/verify", verify(ada, "424242")).is(403, otpExpired)
	}, inProduction, withTestNumber)
}
