package handlers_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth"
	"phonelogin/config"
)

const horse = "correct-horse"

func (a *app) signUp(phone, password string) answer {
	a.t.Helper()
	return a.json("POST", "/signup", `{"phone":"`+phone+`","password":"`+password+`","data":{"a":1}}`)
}

func (a *app) withPassword(phone, password string) answer {
	a.t.Helper()
	return a.json("POST", "/token?grant_type=password", `{"phone":"`+phone+`","password":"`+password+`"}`)
}

// Wire transcripts B25 to B31 and E50.
func TestASignUpWithAPasswordIsConfirmedByItsCode(t *testing.T) {
	each(t, func(a *app) {
		var up struct {
			ID           string         `json:"id"`
			UserMetadata map[string]any `json:"user_metadata"`
		}
		a.signUp(ada, horse).ok().has("Sb-Auth-Session-Id", "").read(&up)
		if up.UserMetadata["a"] != 1.0 || up.UserMetadata["phone_verified"] != false {
			a.t.Errorf("got metadata %v", up.UserMetadata)
		}
		a.withPassword(ada, horse).is(400, legacy("400", "phone_not_confirmed", "Phone not confirmed"))
		code := a.code()
		a.advance(time.Minute)
		a.json("POST", "/resend", `{"type":"sms","phone":"`+ada+`"}`).ok()
		if a.code() == code {
			a.t.Log("the code that was sent again is the first one, which is over by now")
		}
		s := a.enter(ada, a.code())
		if s.User.ID != up.ID || s.User.UserMetadata["a"] != 1.0 || s.User.UserMetadata["phone_verified"] != true {
			a.t.Errorf("got user %+v, want %s", s.User, up.ID)
		}
		a.withPassword(ada, "wrong-horse").is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))
		in := a.withPassword(ada, horse).ok()
		var again session
		in.read(&again)
		if again.User.ID != up.ID || !strings.HasSuffix(in.body, `,"weak_password":null}`) {
			a.t.Errorf("got %s", in.body)
		}
		if amr := again.claims(a.t)["amr"].([]any)[0].(map[string]any)["method"]; amr != "password" {
			a.t.Errorf("got method %v, want password", amr)
		}
	})
}

func TestASignUpOfAKnownNumberTellsNothing(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		sent := len(a.inbox.Messages())
		got := a.signUp(ada, horse).ok()
		var up struct {
			ID, Role   string
			Identities []any
		}
		got.read(&up)
		if up.ID == s.User.ID || up.Role != "" || up.Identities == nil || len(up.Identities) != 0 || len(a.inbox.Messages()) != sent {
			a.t.Errorf("got %s", got.body)
		}
		a.withPassword(ada, horse).is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))
	})
}

// A stranger signs up with somebody's number; proves S20.
func TestASignUpThatNobodyProvedNeitherBlocksNorCaptures(t *testing.T) {
	each(t, func(a *app) {
		a.signUp(ada, "strangers-password").ok()
		a.advance(time.Hour)
		owner := a.signIn(ada)
		if owner.User.UserMetadata["a"] != nil {
			a.t.Errorf("the stranger's metadata stayed: %v", owner.User.UserMetadata)
		}
		a.withPassword(ada, "strangers-password").is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))

		a.signUp(grace, "strangers-password").ok()
		a.advance(time.Hour)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, "Authorization", "Bearer "+a.signIn(ada).AccessToken).ok()
		got := a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+a.code()+`"}`)
		got.ok()
		if a.rows("users") != 1 {
			a.t.Errorf("%d users, want the owner of both numbers alone", a.rows("users"))
		}
	})
}

func TestTheCodeOfALoginDoesNotConfirmAStrangersPassword(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		mine := a.code()
		a.advance(61 * time.Second) // the first code lives on
		a.signUp(ada, "strangers-password").ok()
		if a.code() == mine {
			a.t.Fatal("the stranger's sign-up got the code of the login")
		}
		a.enter(ada, mine)
		a.withPassword(ada, "strangers-password").is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))
	}, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = 10 * time.Minute })
}

func TestSignUpsAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		for body, want := range map[string]string{
			`{"phone":"` + ada + `"}`: "Signup requires a valid password",
			`{"phone":"` + ada + `","email":"a@example.com","password":"` + horse + `"}`:    "Only an email address or phone number should be provided on signup.",
			`{"phone":"12-34","password":"` + horse + `"}`:                                  "Invalid phone number format (E.164 required)",
			`{"phone":"` + ada + `","password":"` + strings.Repeat("x", 73) + `"}`:          "Password cannot be longer than 72 characters",
			`{"phone":"` + ada + `","password":"` + horse + `","code_challenge":"` + "x\"}": "PKCE flow requires code_challenge_method and code_challenge",
			`{"phone":"` + ada + `","password":"` + horse + `","code_challenge":"` + strings.Repeat("x", 43) +
				`","code_challenge_method":"s256"}`: "PKCE not supported for phone signups",
		} {
			a.json("POST", "/signup", body).is(400, legacy("400", "validation_failed", want))
		}
		a.json("POST", "/signup", `{}`).is(422, legacy("422", "anonymous_provider_disabled", "Anonymous sign-ins are disabled"))
		const weak = `"weak_password":{"reasons":["length"]}}`
		a.signUp(ada, "abc").is(422, `{"code":422,"error_code":"weak_password","msg":"Password should be at least 6 characters.",`+weak)
		a.json("POST", "/signup", `{"phone":"`+ada+`","password":"abc"}`, "X-Supabase-Api-Version", "2024-01-01").
			is(422, `{"code":"weak_password","message":"Password should be at least 6 characters.",`+weak)
		if a.rows("users") != 0 || len(a.inbox.Messages()) != 0 {
			a.t.Error("a refused sign-up left something")
		}
	})
}

func TestAPasswordNeedsTheCharactersOfTheSettings(t *testing.T) {
	for requirements, tt := range map[string]struct{ weak, strong string }{
		"letters_digits":                     {"onlyletters", "letters1"},
		"lower_upper_letters_digits":         {"letters1", "Letters1"},
		"lower_upper_letters_digits_symbols": {"Letters1", "Letters1!"},
		`abc:12\:`:                           {"abcabc", "abc:abc"},
	} {
		each(t, func(a *app) {
			if got := a.signUp(ada, tt.weak); got.status != 422 || !strings.Contains(got.body, `"reasons":["characters"]`) {
				a.t.Errorf("%s, %q: %d %s", requirements, tt.weak, got.status, got.body)
			}
			a.signUp(ada, tt.strong).ok()
		}, func(c *config.Config) { c.Auth.PasswordRequirements = requirements })
	}
}

func TestAnAnonymousUserBecomesOneWithANumber(t *testing.T) {
	each(t, func(a *app) {
		var s session
		a.json("POST", "/signup", `{"data":{"cart":"x"}}`).ok().read(&s)
		claims := s.claims(a.t)
		if claims["is_anonymous"] != true || claims["amr"].([]any)[0].(map[string]any)["method"] != "anonymous" {
			a.t.Errorf("got claims %v", claims)
		}
		a.json("PUT", "/user", `{"phone":"`+ada+`"}`, s.bearer()...).ok()
		var known session
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+ada+`","token":"`+a.code()+`"}`).ok().read(&known)
		if known.User.ID != s.User.ID || known.claims(a.t)["is_anonymous"] != false || known.User.UserMetadata["cart"] != "x" {
			a.t.Errorf("got %+v", known.User)
		}
	}, func(c *config.Config) { c.Auth.EnableAnonymousSignIns = true })
}

// Wire transcripts E24 to E27.
func TestWithoutConfirmationsNumbersAreBelieved(t *testing.T) {
	each(t, func(a *app) {
		var s session
		a.signUp(ada, horse).ok().read(&s)
		a.signUp(ada, horse).is(422, legacy("422", "user_already_exists", "User already registered"))
		got := a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		if !strings.Contains(got.body, `"phone":"`+grace[1:]+`"`) || len(a.inbox.Messages()) != 0 {
			a.t.Errorf("got %s", got.body)
		}
		a.withPassword(grace, horse).ok()
		// A login by code is always proved.
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		if a.rows("users") != 1 {
			a.t.Error("a code that was only asked for made a user")
		}
	}, func(c *config.Config) { c.Auth.SMS.EnableConfirmations = false })
}

// Proves S6 for passwords, and S8.
func TestGuessesAtAPasswordGetSlower(t *testing.T) {
	each(t, func(a *app) {
		a.signUp(ada, horse).ok()
		a.enter(ada, a.code())
		var wg sync.WaitGroup
		var mu sync.Mutex
		refused := map[int]int{}
		for range 40 {
			wg.Go(func() {
				got := a.withPassword(ada, "wrong-horse")
				mu.Lock()
				defer mu.Unlock()
				refused[got.status]++
			})
		}
		wg.Wait()
		if refused[400] > 6 || refused[400]+refused[429] != 40 {
			a.t.Errorf("got %v, want at most six guesses compared", refused)
		}
		got := a.withPassword(ada, horse)
		if got.status != 429 || got.header.Get("Retry-After") == "" {
			a.t.Errorf("got %d %v, want the wait", got.status, got.header)
		}
		a.advance(time.Hour)
		a.withPassword(ada, horse).ok()
		a.withPassword(ada, "wrong-horse").is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))
		a.withPassword(ada, horse).ok()
	})
}

func TestPasswordsAreChangedAsTheContractSays(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		other := a.again(ada)
		put := func(body string) answer { return a.json("PUT", "/user", body, s.bearer()...) }
		put(`{"password":"abc"}`).is(422, `{"code":422,"error_code":"weak_password","msg":"Password should be at least 6 characters.","weak_password":{"reasons":["length"]}}`)
		put(`{"password":"` + horse + `"}`).ok()
		if a.isAlive(other) || !a.isAlive(s) {
			a.t.Error("a new password must end the other sessions and only those")
		}
		put(`{"password":"`+horse+`"}`).is(422, legacy("422", "same_password", "New password should be different from the old password."))
		a.withPassword(ada, horse).ok()
	})
}

func TestAnOldSessionNeedsAFreshCodeToChangeAPassword(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(25 * time.Hour)
		var fresh session
		a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`).ok().read(&fresh)
		put := func(nonce string) answer {
			return a.json("PUT", "/user", `{"password":"`+horse+`","nonce":"`+nonce+`"}`, fresh.bearer()...)
		}
		put("").is(400, legacy("400", "reauthentication_needed", "Password update requires reauthentication"))
		a.json("GET", "/reauthenticate", "", fresh.bearer()...).ok()
		put(a.wrong()).is(422, legacy("422", "reauthentication_not_valid", "Nonce has expired or is invalid"))
		put(a.code()).ok()
		put(a.code()).is(422, legacy("422", "same_password", "New password should be different from the old password."))
	}, func(c *config.Config) { c.Auth.PasswordChangeNeedsReauthentication = true })
}

func TestAChangeOfPasswordMayNeedTheCurrentOne(t *testing.T) {
	each(t, func(a *app) {
		a.signUp(ada, horse).ok()
		a.enter(ada, a.code())
		var s session
		a.withPassword(ada, horse).ok().read(&s)
		put := func(current string) answer {
			return a.json("PUT", "/user", `{"password":"better-horse","current_password":"`+current+`"}`, s.bearer()...)
		}
		put("").is(400, legacy("400", "current_password_required", "Current password required when setting new password."))
		put("wrong").is(400, legacy("400", "current_password_invalid", "Current password required when setting new password."))
		put(horse).ok()
	}, func(c *config.Config) { c.Auth.PasswordChangeNeedsCurrentPassword = true })
}

// Wire transcripts H13 and H14; by the new number is ours.
func TestTheCodeOfAChangeIsSentAgainByEitherNumber(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`","channel":"whatsapp"}`, s.bearer()...).ok()
		for _, phone := range []string{ada, grace} {
			before := len(a.sent(grace))
			a.advance(10 * time.Minute)
			a.json("POST", "/resend", `{"type":"phone_change","phone":"`+phone+`"}`).ok()
			if len(a.sent(grace)) != before+1 || a.inbox.Messages()[0].Channel != auth.WhatsApp {
				a.t.Errorf("by %s: %d messages to the new number, want one more by WhatsApp", phone, len(a.sent(grace)))
			}
		}
	})
}

func TestResendsAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		for body, want := range map[string]string{
			`{"type":"magic","phone":"` + ada + `"}`:                       "Missing one of these types: signup, email_change, sms, phone_change",
			`{"type":"sms"}`:                                               "Missing email address or phone number",
			`{"type":"sms","email":"a@example.com"}`:                       "Type provided requires a phone number",
			`{"type":"sms","phone":"` + ada + `","email":"a@example.com"}`: "Only an email address or phone number should be provided.",
		} {
			a.json("POST", "/resend", body).is(400, legacy("400", "validation_failed", want))
		}
		for _, kind := range []string{"sms", "phone_change"} {
			a.json("POST", "/resend", `{"type":"`+kind+`","phone":"`+ada+`"}`).is(200, `{}`)
		}
		a.signIn(ada)
		a.json("POST", "/resend", `{"type":"sms","phone":"`+ada+`"}`).is(200, `{}`)
	})
}

func TestIdentitiesAreRemovedButForTheLast(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		identity := a.user(s)["identities"].([]any)[0].(map[string]any)["identity_id"].(string)
		remove := func(id string) answer { return a.json("DELETE", "/user/identities/"+id, "", s.bearer()...) }
		remove(identity).is(422, legacy("422", "single_identity_not_deletable", "User must have at least 1 identity after unlinking"))
		remove("nonsense").is(422, legacy("422", "identity_not_found", "Identity doesn't exist"))

		a.asAdmin("PUT", "/admin/users/"+a.user(s)["id"].(string), `{"email":"ada@example.com","email_confirm":true}`).ok()
		remove(identity).ok()
		left := a.user(s)
		providers := left["app_metadata"].(map[string]any)["providers"]
		if diff := cmp.Diff([]any{"email"}, providers); diff != "" || left["phone"] != "" {
			a.t.Errorf("without the identity of the phone %v is left: %s", left, diff)
		}
	}, func(c *config.Config) { c.Auth.EnableManualLinking = true })
}

func TestWhatIsNotForPhonesIsSwitchedOff(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		for path, code := range map[string]string{
			"POST /magiclink": "email_provider_disabled", "POST /recover": "email_provider_disabled",
			"POST /sso":            "saml_provider_disabled",
			"GET /oauth/authorize": "feature_disabled", "POST /passkeys/authentication/options": "passkey_disabled",
			"GET /user/identities/authorize": "manual_linking_disabled", "DELETE /user/identities/x": "manual_linking_disabled",
			"POST /token?grant_type=id_token": "validation_failed", "POST /token?grant_type=banana": "invalid_credentials",
		} {
			method, path, _ := strings.Cut(path, " ")
			got := a.json(method, path, `{}`, s.bearer()...)
			if got.status < 400 || got.status >= 500 || !strings.Contains(got.body, `"error_code":"`+code+`"`) {
				a.t.Errorf("%s %s: got %d %s, want %s", method, path, got.status, got.body, code)
			}
		}
		a.json("GET", "/verify?type=sms&token=1&phone=1", "", "apikey", "").has("Location",
			site+"#error=invalid_request&error_code=validation_failed&error_description=Invalid+email+verification+type&sb=")
	})
}
