package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (a *app) refresh(token string) answer {
	a.t.Helper()
	return a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+token+`"}`)
}

var alreadyUsed = legacy("400", "refresh_token_already_used", "Invalid Refresh Token: Already Used")

// Wire transcripts A14 to A18, with tokens of version 2 (wire contract, section 8.3); proves S33.
func TestARefreshTokenRotatesAndItsReuseEndsTheSession(t *testing.T) {
	each(t, func(a *app) {
		first := a.signIn(ada)
		var second, third session
		a.advance(time.Minute)
		got := a.refresh(first.RefreshToken).ok().hasShape(sessionShape(userShape)).
			has("Sb-Auth-Refresh-Token-Reuse", "false").has("Sb-Auth-Refresh-Token-Counter", "1").has("Sb-Auth-User-Id", first.User.ID)
		got.read(&second)
		if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
			a.t.Error("a token was not renewed")
		}
		// The answer was lost on the way: the direct parent gets the same again.
		a.advance(time.Hour)
		var lost session
		a.refresh(first.RefreshToken).ok().has("Sb-Auth-Refresh-Token-Reuse-Cause", "fail-to-save").
			has("Sb-Auth-Refresh-Token-Reuse", "").has("Sb-Auth-Refresh-Token-Counter", "1").read(&lost)
		if lost.RefreshToken != second.RefreshToken {
			a.t.Error("the direct parent did not get its child")
		}
		a.refresh(second.RefreshToken).ok().has("Sb-Auth-Refresh-Token-Counter", "2").read(&third)

		// Within the interval an older one gets the newest too, and later ends it all.
		var tab session
		a.refresh(first.RefreshToken).ok().has("Sb-Auth-Refresh-Token-Reuse-Cause", "concurrent-refresh").read(&tab)
		if tab.RefreshToken != third.RefreshToken {
			a.t.Error("an older token within the interval did not get the newest")
		}
		a.advance(a.config.Auth.RefreshTokenReuseInterval)
		a.refresh(first.RefreshToken).is(400, alreadyUsed).has("X-Sb-Error-Code", "refresh_token_already_used").
			has("Sb-Auth-User-Id", first.User.ID).has("Sb-Auth-Refresh-Token-Rotated", "true")
		a.refresh(third.RefreshToken).is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
		a.json("GET", "/user", "", third.bearer()...).is(403, legacy("403", "session_not_found", "Session from session_id claim in JWT does not exist"))
	})
}

// Wire transcripts A8, A14 to A18: the form in which the reference server answers
// by default.
func TestShortRefreshTokensRotateAsOnTheWire(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		var s session
		got := a.json("POST", "/verify", verify(ada, a.code())).ok().hasShape(sessionShape(userShape))
		got.read(&s)
		id := sessionOf(a.t, s)
		hasToken := func(got answer, s session) answer {
			return got.ok().has("Sb-Auth-Refresh-Token-Prefix", s.RefreshToken[:5]).has("Sb-Auth-Refresh-Token-Counter", "").
				has("Sb-Auth-User-Id", s.User.ID).has("Sb-Auth-Session-Id", id)
		}
		hasToken(got, s).has("Sb-Auth-Refresh-Token-Reuse", "")

		var child, lost, newest session
		got = a.refresh(s.RefreshToken)
		got.read(&child)
		hasToken(got, child).has("Sb-Auth-Refresh-Token-Reuse", "false")
		got = a.refresh(s.RefreshToken)
		got.read(&lost)
		hasToken(got, lost).has("Sb-Auth-Refresh-Token-Reuse", "").has("Sb-Auth-Refresh-Token-Reuse-Cause", "")
		if lost.RefreshToken != child.RefreshToken {
			a.t.Error("the parent did not get its child")
		}
		a.refresh(child.RefreshToken).ok().read(&newest)

		a.advance(time.Minute)
		for _, token := range []string{s.RefreshToken, newest.RefreshToken} {
			a.refresh(token).is(400, alreadyUsed).has("Sb-Auth-User-Id", s.User.ID).has("Sb-Auth-Session-Id", id).
				has("Sb-Auth-Refresh-Token-Rotated", "").has("X-Sb-Error-Code", "refresh_token_already_used")
		}
		a.json("GET", "/user", "", newest.bearer()...).ok()
	}, shortTokens)
}

func TestEverySignInIssuesShortRefreshTokensWhereTheyAreAskedFor(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		var changed, exchanged session
		a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+a.code()+`"}`).ok().read(&changed)
		p := a.browser().ask("/login?"+asks().Encode(), a.number())
		a.exchange(a.returned(p.submit("/login/code", form{"code": a.code()})), verifier).ok().read(&exchanged)
		for name, s := range map[string]session{"sign-in": s, "change of number": changed, "code of a login": exchanged} {
			if next := a.renew(s); len(s.RefreshToken) != 12 || len(next.RefreshToken) != 12 {
				a.t.Errorf("%s: got %q, then %q", name, s.RefreshToken, next.RefreshToken)
			}
		}
		for _, s := range []session{changed, exchanged} {
			a.json("POST", "/logout", "", s.bearer()...).ok()
		}
		if n := a.rows("refresh_tokens"); n != 0 {
			a.t.Errorf("%d rows outlive their sessions", n)
		}
		a.refresh(s.RefreshToken).is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
	}, withApps, shortTokens)
}

// Wire transcripts A19, A20, B39 and E43.
func TestTokenRequestsAreRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		malformed := legacy("400", "validation_failed", "Refresh token is not valid")
		a.refresh("aaaaaaaaaaaa").is(400, legacy("400", "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"))
		a.refresh("NOT-VALID").is(400, malformed)
		a.refresh("").is(400, malformed)
		a.refresh(strings.ToUpper(s.RefreshToken[:20])+s.RefreshToken[20:]).is(400, malformed)
		unsupported := legacy("400", "invalid_credentials", "unsupported_grant_type")
		a.json("POST", "/token?grant_type=banana", `{}`).is(400, unsupported)
		a.json("POST", "/token", `{}`).is(400, unsupported)
		a.json("POST", "/token?grant_type=password", `{"phone":"`+ada+`","email":"a@example.com"}`).
			is(400, legacy("400", "validation_failed", "Only an email address or phone number should be provided on login."))
		a.json("POST", "/token?grant_type=password", `{"password":"x"}`).
			is(400, legacy("400", "validation_failed", "missing email or phone"))
		a.json("POST", "/token?grant_type=pkce", `{}`).
			is(400, legacy("400", "validation_failed", "invalid request: both auth code and code verifier should be non-empty"))
		// B40
		a.json("POST", "/token?grant_type=pkce", `{"auth_code":"x","code_verifier":"y"}`).
			is(404, legacy("404", "flow_state_not_found", "invalid flow state, no valid flow state found"))
	})
}

// Wire contract, section 8.1; proves S38.
func TestAccessTokensMakeTheClaimsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		parts := strings.Split(s.AccessToken, ".")
		var head struct{ Alg, Kid, Typ string }
		if err := json.Unmarshal(decode(a.t, parts[0]), &head); err != nil {
			a.t.Fatal(err)
		}
		if head.Alg != "ES256" || head.Kid == "" || head.Typ != "JWT" {
			a.t.Errorf("header %+v", head)
		}
		const want = `iss string sub uuid aud string exp number iat number jti uuid email string phone string
			app_metadata.provider string app_metadata.providers[] string
			user_metadata.email_verified bool user_metadata.phone_verified bool user_metadata.sub uuid
			role string aal string amr[].method string amr[].timestamp number session_id uuid is_anonymous bool`
		claims := string(decode(a.t, parts[1]))
		if diff := cmp.Diff(strings.Fields(want), strings.Fields(shape(a.t, claims))); diff != "" {
			a.t.Errorf("claims (-want +got):\n%s", diff)
		}
		for _, part := range []string{
			`"iss":"http://localhost:8080/auth/v1"`, `"aud":"authenticated","exp":1772370000,"iat":1772366400,`,
			`"email":"","phone":"4915112345678"`, `"role":"authenticated","aal":"aal1","amr":[{"method":"otp","timestamp":1772366400}]`,
		} {
			if !strings.Contains(claims, part) {
				a.t.Errorf("claims %s lack %s", claims, part)
			}
		}
		// A refresh is no proof of who it is.
		a.advance(time.Minute)
		claims = string(decode(a.t, strings.Split(a.renew(s).AccessToken, ".")[1]))
		if !strings.Contains(claims, `"iat":1772366460,`) || !strings.Contains(claims, `"amr":[{"method":"otp","timestamp":1772366400}]`) {
			a.t.Errorf("after a refresh: claims %s", claims)
		}
		var set struct{ Keys []struct{ Kid string } }
		a.json("GET", "/.well-known/jwks.json", "").ok().read(&set)
		if len(set.Keys) != 1 || set.Keys[0].Kid != head.Kid {
			a.t.Errorf("key set %+v, want the one key %s", set, head.Kid)
		}
	})
}

// With the reference server the header X-JWT-AUD becomes the aud of a new user.
func TestNoCallerPicksTheAudienceOfTokens(t *testing.T) {
	each(t, func(a *app) {
		var s session
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "X-JWT-AUD", "elsewhere").ok()
		a.json("POST", "/verify", verify(ada, a.code()), "X-JWT-AUD", "elsewhere").ok().read(&s)
		a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`, "X-JWT-AUD", "elsewhere").ok().read(&s)
		if claims := string(decode(a.t, strings.Split(s.AccessToken, ".")[1])); !strings.Contains(claims, `"aud":"authenticated"`) {
			a.t.Errorf("claims %s", claims)
		}
	})
}

func decode(t *testing.T, part string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
