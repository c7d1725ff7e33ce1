package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// legacy is an error in the older form of wire contract section 2.
func legacy(status, code, text string) string {
	return `{"code":` + status + `,"error_code":"` + code + `","msg":"` + text + `"}`
}

var (
	otpExpired = legacy("403", "otp_expired", "Token has expired or is invalid")
	badPhone   = legacy("400", "validation_failed", "Invalid phone number format (E.164 required)")
)

// Wire transcripts A4 and B9: the bare answer, with the message's id beside it.
func TestACodeIsSentAndAnsweredWithItsMessage(t *testing.T) {
	each(t, func(a *app) {
		for _, body := range []string{
			`{"phone":"+1 555 010 0001","data":{"plan":"free"},"channel":"sms"}`,
			`{"phone":"15550100003","code_challenge":"` + challenge + `","code_challenge_method":"s256"}`,
			`{"phone":"+15550100004","data":{},"create_user":true,"gotrue_meta_security":{},"channel":"sms"}`,
			`{"phone":"+15550100005","channel":"whatsapp"}`,
		} {
			a.json("POST", "/otp", body).ok().hasShape("message_id string").has("Vary", "Origin").has("X-Sb-Error-Code", "")
		}
		if got := a.sent("+15550100001"); len(got) != 1 {
			a.t.Errorf("messages to +15550100001: %q, want one", got)
		}
	})
}

func TestRequestsForACodeAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		for _, tt := range []struct {
			id, body string
			status   int
			want     string
		}{
			{"B1", `{"phone":"+15550109999","create_user":false}`, 422, legacy("422", "otp_disabled", "Signups not allowed for otp")},
			// B2 is reported as otp_disabled there; wire contract, section 16: tell what it is.
			{"B2", `{"phone":"abc","create_user":false}`, 400, badPhone},
			{"B3", `{"phone":"+1-555-010-0001"}`, 400, badPhone},
			{"B4", `{"phone":"0701234567"}`, 400, badPhone},
			{"B5", `{"phone":"+15550100001","email":"a@example.com"}`, 400, legacy("400", "validation_failed", "Only an email address or phone number should be provided")},
			{"B6", `{}`, 400, legacy("400", "validation_failed", "One of email or phone must be set")},
			{"B7", `{"phone":`, 400, legacy("400", "bad_json", "Could not parse request body as JSON: unexpected end of JSON input")},
			{"B8", ``, 400, legacy("400", "bad_json", "Could not parse request body as JSON: unexpected end of JSON input")},
			{"B11", `{"phone":"15550100003","code_challenge":"` + challenge + `"}`, 400, legacy("400", "validation_failed", "PKCE flow requires code_challenge_method and code_challenge")},
			{"short challenge", `{"phone":"15550100003","code_challenge":"abc","code_challenge_method":"s256"}`, 400, legacy("400", "validation_failed", "code challenge has to be between 43 and 128 characters")},
			{"odd challenge", `{"phone":"15550100003","code_challenge":"` + strings.Repeat("ä", 43) + `","code_challenge_method":"s256"}`, 400, legacy("400", "validation_failed", "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes")},
			{"channel", `{"phone":"15550100003","channel":"pigeon"}`, 400, legacy("400", "validation_failed", "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider.")},
			{"e-mail and channel", `{"email":"a@example.com","channel":"sms"}`, 400, legacy("400", "validation_failed", "Channel should only be specified with Phone OTP")},
		} {
			// The encoder writes ' as itself and & < > escaped, as the contract has it.
			got := a.json("POST", "/otp", tt.body).is(tt.status, tt.want).has("Content-Type", "application/json").has("Vary", "Origin")
			if got.header.Get("X-Sb-Error-Code") == "" || got.header.Get("X-Supabase-Api-Version") != "" {
				a.t.Errorf("%s: headers %v", tt.id, got.header)
			}
		}
		if sent := a.inbox.Messages(); len(sent) > 0 {
			a.t.Errorf("%d messages were sent", len(sent))
		}
	})
}

// Wire transcript E2, and the header that it lacks there.
func TestAskingTooSoonTellsHowLongToWait(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).
			is(429, legacy("429", "over_sms_send_rate_limit", "For security purposes, you can only request this after 60 seconds.")).
			has("X-Sb-Error-Code", "over_sms_send_rate_limit").has("Retry-After", "60")
		a.advance(59*time.Second + 500*time.Millisecond)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "X-Supabase-Api-Version", "2024-01-01").
			is(429, `{"code":"over_sms_send_rate_limit","message":"For security purposes, you can only request this after 1 seconds."}`).
			has("Retry-After", "1").has("X-Supabase-Api-Version", "2024-01-01")
		// Whoever waits as long as was said is served.
		a.advance(time.Second)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
	})
}

// Wire transcripts E16 to E18.
func TestClosedSignUpsLetKnownNumbersIn(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		closed := newApp(a.t, a.url, func(c *config.Config) {
			*c = *a.config
			c.Auth.EnableSignup = false
		})
		closed.advance(time.Hour)
		closed.json("POST", "/otp", `{"phone":"`+grace+`"}`).
			is(422, legacy("422", "signup_disabled", "Signups not allowed for this instance"))
		closed.signIn(ada)
		if n := closed.rows("users"); n != 1 {
			a.t.Errorf("%d users, want 1", n)
		}
	})
}

// Wire transcripts E19 and E23.
func TestPhoneSignInCanBeSwitchedOff(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).
			is(400, legacy("400", "phone_provider_disabled", "Unsupported phone provider"))
		a.json("POST", "/verify", verify(ada, "123456")).is(403, otpExpired)
	}, func(c *config.Config) { c.Auth.SMS.EnableSignup = false })
}

func TestACodeGoesOnlyToCountriesThatAreServed(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"+447400123456"}`).
			is(400, legacy("400", "validation_failed", "Messages are not sent to this country"))
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
	}, func(c *config.Config) { c.Auth.SMS.Countries = []string{"DE"} })
}

// proves P14, S23: with disclose_unknown off nothing but a phone that rings
// tells that a number is known.
func TestUnknownNumbersGetTheSameAnswerWhereTheyAreNotDisclosed(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.advance(time.Hour)
		before := len(a.inbox.Messages())
		known := a.json("POST", "/otp", `{"phone":"`+ada+`","create_user":false}`)
		unknown := a.json("POST", "/otp", `{"phone":"`+grace+`","create_user":false}`)
		sameAnswer(a.t, known, unknown)
		known.is(200, `{}`)
		a.settle()
		if got := len(a.inbox.Messages()) - before; got != 1 {
			a.t.Errorf("%d messages, want one, to the known number", got)
		}
		// Asked again and answered wrongly, they stay the same.
		again := `,"create_user":false}`
		sameAnswer(a.t, a.json("POST", "/otp", `{"phone":"`+ada+`"`+again), a.json("POST", "/otp", `{"phone":"`+grace+`"`+again))
		for range 7 {
			sameAnswer(a.t, a.json("POST", "/verify", verify(ada, a.wrong())), a.json("POST", "/verify", verify(grace, a.wrong())))
		}
		a.advance(time.Minute)
		sameAnswer(a.t, a.json("POST", "/otp", `{"phone":"`+ada+`"`+again), a.json("POST", "/otp", `{"phone":"`+grace+`"`+again))
	}, func(c *config.Config) { c.Auth.SMS.DiscloseUnknown = false })
}

// sameAnswer compares all but the request's id.
func sameAnswer(t *testing.T, one, other answer) {
	t.Helper()
	one.header.Del("X-Request-Id")
	other.header.Del("X-Request-Id")
	other.is(one.status, one.body)
	for name := range one.header {
		other.has(name, strings.Join(one.header.Values(name), " | "))
	}
	if len(one.header) != len(other.header) {
		t.Errorf("headers differ: %v and %v", one.header, other.header)
	}
}
