package handlers_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth"
	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// Wire transcripts A9 and A10.
func TestTheUserIsToldAndCanChangeTheirMetadata(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("GET", "/user", "", s.bearer()...).ok().hasShape(userShape).has("Vary", "Origin").has("Cache-Control", "no-store")
		a.json("PUT", "/user", `{"data":{"name":"Ada","plan":"free"}}`, s.bearer()...).ok()
		got := a.json("PUT", "/user", `{"data":{"name":"Ada L.","plan":null}}`, s.bearer()...).ok()
		want := `"user_metadata":{"email_verified":false,"name":"Ada L.","phone_verified":true,"sub":"` + s.User.ID + `"}`
		if !strings.Contains(got.body, want) {
			a.t.Errorf("got %s, want %s", got.body, want)
		}
		if after := a.json("GET", "/user", "", s.bearer()...); after.body != got.body {
			a.t.Errorf("read back %s, want %s", after.body, got.body)
		}
	})
}

func TestUpdatesThatAPhoneServerCannotDoAreRefused(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		for _, tt := range []struct {
			body   string
			status int
			want   string
		}{
			{`{"app_metadata":{"role":"admin"}}`, 403, legacy("403", "not_admin", "Updating app_metadata requires admin privileges")},
			{`{"phone":"0151"}`, 400, badPhone},
		} {
			a.json("PUT", "/user", tt.body, s.bearer()...).is(tt.status, tt.want)
		}
		if got := a.json("PUT", "/user", `{"email":"ada@example.com"}`, s.bearer()...); got.status != 400 {
			a.t.Errorf("got %d %s, want 400", got.status, got.body)
		}
		a.json("PUT", "/user", `{"phone":"`+ada+`"}`, s.bearer()...).ok().hasShape(userShape)
	})
}

// Wire transcripts A11 to A13.
func TestANumberIsChangedByTheCodeSentToTheNewOne(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		pending := strings.Replace(userShape, "last_sign_in_at", "new_phone string phone_change_sent_at time last_sign_in_at", 1)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok().hasShape(pending)
		code := a.code()
		a.json("POST", "/verify", verify(grace, code)).is(403, otpExpired)

		changed := strings.Replace(userShape, "last_sign_in_at", "phone_change_sent_at time last_sign_in_at", 1)
		changed = strings.Replace(changed, "identity_data.phone_verified",
			"identity_data.phone string identities[].identity_data.phone_verified", 1)
		got := a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+code+`"}`)
		got.ok().hasShape(sessionShape(changed))
		var now session
		got.read(&now)
		if now.User.ID != s.User.ID || now.User.Phone != grace[1:] {
			a.t.Errorf("user %+v, want %s with the new number", now.User, s.User.ID)
		}
		// Old sessions live on.
		a.json("GET", "/user", "", s.bearer()...).ok()
		if got := a.sent(ada); len(got) != 2 || !strings.Contains(got[0], "ending in 79") {
			a.t.Errorf("the old number got %q, want a notice", got)
		}
	})
}

// Wire transcript B37.
func TestANumberOfSomeoneElseIsRefused(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(grace)
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).
			is(422, legacy("422", "phone_exists", "A user with this phone number has already been registered"))
	})
}

func TestARefusedUpdateChangesNothing(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(grace)
		s := a.signIn(ada)
		free := a.number()
		a.json("PUT", "/user", `{"phone":"`+free+`"}`, s.bearer()...).ok()
		for body, status := range map[string]int{
			`{"data":{"one":1},"phone":"` + grace + `"}`:                           422, // taken
			`{"data":{"two":2},"phone":"` + free + `"}`:                            429, // too soon
			`{"data":{"three":3},"phone":"` + a.number() + `","channel":"pigeon"}`: 400,
		} {
			was := a.user(s)
			if got := a.json("PUT", "/user", body, s.bearer()...); got.status != status {
				a.t.Errorf("%s: got %d %s, want %d", body, got.status, got.body, status)
			}
			if diff := cmp.Diff(was, a.user(s)); diff != "" {
				a.t.Errorf("%s changed the user (-was +is):\n%s", body, diff)
			}
		}
	})
}

// The table of the wire contract, section 2.
func TestAccessTokensAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		gone := a.signIn(grace)
		if err := a.db.Remove(t.Context(), models.Removal{UserID: gone.User.ID, Hash: func(auth.Phone) string { return "" }, Now: a.clock.Now()}); err != nil {
			a.t.Fatal(err)
		}
		now := a.clock.Now().Unix()
		good := tokens.Claims{Subject: s.User.ID, Audience: "authenticated", ExpiresAt: now + 3600, IssuedAt: now, Role: "authenticated"}
		with := func(change func(*tokens.Claims)) string {
			c := good
			change(&c)
			return a.sign(c)
		}
		early, err := a.keys.Sign(map[string]any{"sub": s.User.ID, "aud": "authenticated", "exp": now + 3600, "nbf": now + 60})
		if err != nil {
			a.t.Fatal(err)
		}
		const noBearer, badSignature = "This endpoint requires a valid Bearer token", "invalid JWT: unable to parse or verify signature, "
		for _, tt := range []struct {
			name, authorization string
			status, code, text  string
		}{
			{"none", "", "401", "no_authorization", noBearer},
			{"another scheme", "Basic abc", "401", "no_authorization", noBearer},
			{"two blanks", "Bearer  abc", "401", "no_authorization", noBearer},
			{"empty", "Bearer ", "401", "no_authorization", noBearer},
			{"malformed", "Bearer abc.def.ghi", "403", "bad_jwt", badSignature + "token is malformed"},
			{"a publishable key", "Bearer " + publishable, "403", "bad_jwt", badSignature + "token is malformed"},
			{"bad signature", "Bearer " + broken(s.AccessToken), "403", "bad_jwt", badSignature + "token signature is invalid"},
			{"alg none", "Bearer " + unsigned(s.AccessToken), "403", "bad_jwt", badSignature + "token signature is invalid"},
			{"expired", "Bearer " + with(func(c *tokens.Claims) { c.ExpiresAt = now }), "403", "bad_jwt", badSignature + "token has invalid claims: token is expired"},
			{"before its time", "Bearer " + early, "403", "bad_jwt", badSignature + "token has invalid claims: token is not valid yet"},
			{"no subject", "Bearer " + with(func(c *tokens.Claims) { c.Subject = "" }), "403", "bad_jwt", "invalid claim: missing sub claim"},
			{"subject is no id", "Bearer " + with(func(c *tokens.Claims) { c.Subject = "ada" }), "400", "bad_jwt", "invalid claim: sub claim must be a UUID"},
			{"session is no id", "Bearer " + with(func(c *tokens.Claims) { c.SessionID = "s" }), "403", "bad_jwt", "invalid claim: session_id claim must be a UUID"},
			{"session is gone", "Bearer " + with(func(c *tokens.Claims) { c.SessionID = s.User.ID }), "403", "session_not_found", "Session from session_id claim in JWT does not exist"},
			{"user is gone", "Bearer " + gone.AccessToken, "403", "user_not_found", "User from sub claim in JWT does not exist"},
		} {
			got := a.json("GET", "/user", "", "Authorization", tt.authorization)
			if tt.code == "bad_jwt" && strings.HasPrefix(tt.text, badSignature) {
				// The reason after the comma is the parser's; clients do not read it.
				if got.status != 403 || !strings.HasPrefix(got.body, `{"code":403,"error_code":"bad_jwt","msg":"`+badSignature) {
					a.t.Errorf("%s: got %d %s", tt.name, got.status, got.body)
				}
				got.has("X-Sb-Error-Code", "bad_jwt")
				continue
			}
			a.t.Log(tt.name)
			got.is(int(tt.status[0]-'0')*100+int(tt.status[2]-'0'), legacy(tt.status, tt.code, tt.text)).has("X-Sb-Error-Code", tt.code)
		}
		a.json("GET", "/user", "", "Authorization", "bEARER "+s.AccessToken).ok()
		a.json("GET", "/user", "", append(s.bearer(), "X-JWT-AUD", "elsewhere")...).
			is(400, legacy("400", "validation_failed", "Token audience doesn't match request audience"))
		a.json("GET", "/user", "", append(s.bearer(), "X-JWT-AUD", "authenticated")...).ok()
	})
}

func TestABannedUserIsShutOutEverywhere(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(time.Hour - time.Second)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		code := a.code()
		if err := a.db.Ban(t.Context(), s.User.ID, a.clock.Now().Add(24*time.Hour)); err != nil {
			a.t.Fatal(err)
		}
		banned := legacy("403", "user_banned", "User is banned")
		a.json("GET", "/user", "", s.bearer()...).is(403, banned)
		a.json("POST", "/verify", verify(ada, code)).is(403, banned)
		a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`).
			is(400, legacy("400", "user_banned", "Invalid Refresh Token: User Banned"))
	})
}

// Wire transcripts A23 to A28; proves S37.
func TestLogoutEndsTheSessionsOfItsScope(t *testing.T) {
	for _, tt := range []struct {
		scope string
		alive []bool // this session, another of the user
	}{
		{"", []bool{false, false}},
		{"?scope=global", []bool{false, false}},
		{"?scope=local", []bool{false, true}},
		{"?scope=others", []bool{true, false}},
	} {
		t.Run(tt.scope, func(t *testing.T) {
			each(t, func(a *app) {
				this := a.signIn(ada)
				other := a.again(ada)
				stranger := a.signIn(grace)
				a.json("POST", "/logout"+tt.scope, "", this.bearer()...).is(204, "").has("Vary", "Origin")
				alive := []bool{a.isAlive(this), a.isAlive(other)}
				if !slices.Equal(alive, tt.alive) {
					a.t.Errorf("alive %v, want %v", alive, tt.alive)
				}
				if !a.isAlive(stranger) {
					a.t.Error("someone else was signed out")
				}
			})
		})
	}
}

func TestLogoutIsRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("POST", "/logout", "").is(401, legacy("401", "no_authorization", "This endpoint requires a valid Bearer token"))
		a.json("POST", "/logout?scope=everything", "", s.bearer()...).
			is(400, legacy("400", "validation_failed", `Unsupported logout scope \"everything\"`))
		a.json("POST", "/logout", "", s.bearer()...).is(204, "")
		gone := legacy("403", "session_not_found", "Session from session_id claim in JWT does not exist")
		a.json("POST", "/logout?scope=everything", "", s.bearer()...).is(403, gone)
		a.json("GET", "/user", "", s.bearer()...).is(403, gone)
		a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`).
			is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
	})
}

// isAlive reports whether both tokens of a session still work, and fails where
// only one does.
func (a *app) isAlive(s session) bool {
	a.t.Helper()
	user := a.json("GET", "/user", "", s.bearer()...).status == 200
	refresh := a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`).status == 200
	if user != refresh {
		a.t.Errorf("access token works: %v, refresh token works: %v", user, refresh)
	}
	return user
}

func (a *app) sign(c tokens.Claims) string {
	a.t.Helper()
	signed, err := a.keys.Sign(c)
	if err != nil {
		a.t.Fatal(err)
	}
	return signed
}

// broken is a token whose signature belongs to something else.
func broken(token string) string {
	head, signature := token[:strings.LastIndex(token, ".")+1], token[strings.LastIndex(token, ".")+1:]
	return head + signature[len(signature)/2:] + signature[:len(signature)/2]
}

// unsigned is a token that claims to need no signature (proves S38).
func unsigned(token string) string {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	return header + "." + strings.Split(token, ".")[1] + "."
}
